//! TLS for sinks: rustls with the `ring` provider, the certificates the machine trusts, and those the
//! configuration adds.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

/// Files that TLS needs, as configured.
#[derive(Clone, Copy)]
pub(super) struct TlsFiles<'a> {
    /// Authorities to trust beside those of the machine, PEM.
    pub(super) ca: Option<&'a Path>,
    /// Certificate chain that we show, PEM.
    pub(super) cert: Option<&'a Path>,
    /// Its private key, PEM.
    pub(super) key: Option<&'a Path>,
}

/// The provider of cryptography, named rather than taken from a process-wide default.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

impl TlsFiles<'_> {
    /// The authorities to trust.
    pub(super) fn roots(&self) -> anyhow::Result<Vec<CertificateDer<'static>>> {
        let native = rustls_native_certs::load_native_certs();
        for error in &native.errors {
            tracing::warn!(%error, "cannot read a certificate of this machine");
        }
        let mut roots = native.certs;
        if let Some(ca) = self.ca {
            roots.extend(chain(ca)?);
        }
        if roots.is_empty() {
            bail!("no authority is trusted: this machine has no certificates, give a `ca_file`");
        }
        Ok(roots)
    }

    /// What we show to servers that ask who we are: certificate chain, and its key as PEM text.
    pub(super) fn identity(
        &self,
    ) -> anyhow::Result<Option<(Vec<CertificateDer<'static>>, String)>> {
        match (self.cert, self.key) {
            (None, None) => Ok(None),
            (Some(cert), Some(key)) => {
                let shown = || format!("no private key in {}", key.display());
                let pem = fs::read_to_string(key).with_context(shown)?;
                private_key(&pem).with_context(shown)?;
                Ok(Some((chain(cert)?, pem)))
            }
            _ => bail!("`cert_file` and `key_file` go together"),
        }
    }

    /// The configuration of a client.
    pub(super) fn client(&self) -> anyhow::Result<Arc<ClientConfig>> {
        let mut store = RootCertStore::empty();
        let (_, ignored) = store.add_parsable_certificates(self.roots()?);
        if ignored > 0 {
            tracing::debug!(ignored, "certificates that cannot be authorities");
        }
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(store);
        Ok(Arc::new(match self.identity()? {
            None => builder.with_no_client_auth(),
            Some((certs, key)) => builder.with_client_auth_cert(certs, private_key(&key)?)?,
        }))
    }
}

fn private_key(pem: &str) -> anyhow::Result<PrivateKeyDer<'static>> {
    Ok(PrivateKeyDer::from_pem_slice(pem.as_bytes())?)
}

fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let unreadable = || format!("cannot read certificates from {}", path.display());
    let certs = CertificateDer::pem_file_iter(path).with_context(unreadable)?;
    let certs = certs.collect::<Result<Vec<_>, _>>().with_context(unreadable)?;
    if certs.is_empty() {
        bail!("no certificate in {}", path.display());
    }
    Ok(certs)
}
