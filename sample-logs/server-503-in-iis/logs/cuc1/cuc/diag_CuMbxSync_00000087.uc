05:38:20.250 |HDR|07/15/2014 ,Significant
05:38:20.250 |6543,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:38:29.809 |6545,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:38:40.250 |6544,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:00.250 |6540,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:20.250 |6543,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:40.250 |6542,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:39:59.472 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:40:00.250 |6541,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:40:20.250 |6547,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:40:40.250 |6546,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:41:00.250 |6545,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:41:09.268 |6542,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
05:41:20.250 |6546,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:41:40.250 |6547,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:42:00.250 |6547,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:42:19.780 |6547,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 09:42:19 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:42:20.250 |6543,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:42:40.250 |6543,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:00.250 |6545,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:20.250 |6541,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:40.250 |6544,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:43:42.575 |6542,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:44:00.250 |6546,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:44:13.441 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:44:20.250 |6540,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:44:40.250 |6544,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:45:00.250 |6545,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:45:15.502 |6541,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
05:45:20.250 |6542,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:45:40.250 |6546,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:45:56.507 |6543,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:46:00.250 |6545,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:46:20.250 |6547,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:46:40.250 |6545,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:46:57.326 |6542,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:47:00.250 |6541,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:47:20.250 |6547,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:47:37.708 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:47:40.250 |6546,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:48:00.250 |6546,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:48:20.250 |6541,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:48:32.571 |6541,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
05:48:40.250 |6544,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:49:00.250 |6545,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:49:20.250 |6546,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:49:36.808 |6542,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:49:40.250 |6544,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
05:50:57.009 |6543,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 09:50:57 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:52:00.650 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:52:30.717 |6541,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
05:53:15.897 |6547,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:54:42.410 |6543,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:56:07.417 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:56:49.319 |6542,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
05:57:56.164 |6546,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:58:55.318 |6542,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:59:34.407 |6546,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 09:59:34 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:01:00.543 |6542,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
06:01:49.011 |6542,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:02:44.424 |6543,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:03:30.599 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:04:26.436 |6543,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
06:05:06.731 |6543,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:05:46.249 |6545,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:06:50.630 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:08:16.302 |6546,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:08:16 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:09:19.267 |6547,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:10:24.377 |6547,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:10:58.309 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:11:33.811 |6541,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
06:12:38.753 |6546,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:14:05.981 |6543,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:14:36.411 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:16:04.505 |6546,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
06:16:41.006 |6544,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:16:41 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:18:08.838 |6540,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:19:20.096 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:20:36.049 |6544,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
06:21:59.049 |6546,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:22:41.905 |6544,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:23:43.803 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:24:24.599 |6547,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
06:25:42.734 |6543,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:26:19.992 |6542,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:26:19 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:27:36.358 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:28:52.240 |6547,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
06:29:46.514 |6543,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:31:08.192 |6547,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:32:17.212 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:33:30.060 |6545,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
06:34:18.304 |6541,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:34:49.739 |6541,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:36:14.997 |6541,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:36:14 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:36:52.730 |6540,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
06:37:42.217 |6542,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:39:07.353 |6546,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:39:41.466 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:40:13.869 |6546,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
06:41:25.869 |6542,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:42:18.023 |6546,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:43:03.323 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:43:35.591 |6545,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:43:35 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:44:52.520 |6546,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:45:25.010 |6542,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:46:03.700 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:47:30.249 |6547,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
06:48:51.870 |6543,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:50:03.330 |6543,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:51:27.477 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:52:50.353 |6547,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
06:54:10.151 |6546,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Tue, 15 Jul 2014 10:54:10 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:55:15.656 |6541,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:55:54.609 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:56:34.513 |6542,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
06:57:13.978 |6541,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:58:35.472 |6543,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:59:10.521 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
