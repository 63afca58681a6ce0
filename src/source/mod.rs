//! What there is to read: folders, files, archives in archives.
