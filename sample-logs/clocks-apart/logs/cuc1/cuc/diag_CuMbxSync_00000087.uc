05:08:59.326 |HDR|07/02/2014 ,Significant
05:08:59.326 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:09:50.475 |6540,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
05:10:23.799 |6546,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:10:46.322 |6541,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:11:34.426 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:12:12.313 |6542,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
05:12:58.259 |6540,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:13:21.378 |6545,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:13:21 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:14:08.577 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:14:29.468 |6546,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
05:15:03.326 |6544,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:16:01.896 |6542,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:16:53.147 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:17:24.588 |6545,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
05:17:53.511 |6546,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:18:14.455 |6540,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:18:55.494 |6541,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:31:02 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:19:39.077 |6540,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
05:20:34.339 |6541,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:21:28.950 |6543,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:22:19.133 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:23:00.183 |6546,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
05:23:21.022 |6541,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:23:43.315 |6545,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:24:07.951 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:24:56.905 |6545,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:24:56 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:25:53.183 |6546,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:26:27.277 |6541,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:26:53.475 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:27:43.910 |6540,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
05:28:42.780 |6540,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:29:10.708 |6540,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:29:33.136 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:30:00.250 |6545,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:30:09.288 |6541,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
05:30:30.250 |6540,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:30:57.800 |6544,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:43:04 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:31:00.250 |6540,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:31:30.250 |6547,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:31:57.348 |6541,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:32:00.250 |6546,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:32:30.250 |6546,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:32:41.233 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:33:00.250 |6543,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:33:14.883 |6547,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
05:33:30.250 |6547,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:33:56.046 |6542,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:34:00.250 |6545,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:34:30.250 |6541,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:34:43.136 |6542,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:35:00.250 |6547,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:35:30.250 |6543,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:35:40.558 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:36:00.250 |6542,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:36:15.460 |6540,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
05:36:30.250 |6542,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:37:00.250 |6547,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:37:03.615 |6540,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:37:27.535 |6544,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:37:27 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:37:30.250 |6547,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:38:00.250 |6547,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:38:27.180 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:38:30.250 |6541,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:00.250 |6540,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:01.060 |6540,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
05:39:30.250 |6540,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:43.311 |6542,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:40:00.250 |6540,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:40:05.478 |6543,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:40:30.250 |6540,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:40:31.667 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:41:00.250 |6547,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:41:05.398 |6542,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
05:41:30.250 |6542,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:41:37.119 |6547,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:42:00.250 |6542,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:42:09.108 |6547,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:42:30.250 |6544,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:42:47.840 |6546,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:54:54 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:43:00.250 |6546,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:30.250 |6540,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:33.013 |6542,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
05:44:00.250 |6546,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:44:30.250 |6545,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:44:31.752 |6542,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:45:22.183 |6544,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:45:45.435 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:46:38.834 |6543,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
05:47:23.692 |6547,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:48:11.157 |6544,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:49:01.377 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:49:32.867 |6543,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Wed, 02 Jul 2014 09:49:32 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:50:24.932 |6543,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:51:06.972 |6545,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:51:37.840 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:52:23.971 |6544,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
05:52:50.543 |6546,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:53:25.704 |6540,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:54:06.976 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:54:56.299 |6542,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
