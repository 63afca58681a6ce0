08:00:02.000 |HDR|07/11/2014 ,Significant
08:00:02.000 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
08:01:22.342 |6544,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
08:02:27.511 |6540,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
08:03:23.183 |6545,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
08:04:42.332 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
08:05:20.680 |6543,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
08:06:28.524 |6544,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
08:07:50.726 |6547,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
08:08:59.155 |6542,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:08:59 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:09:30.578 |6545,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
08:10:22.612 |6541,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
08:10:55.473 |6546,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
08:12:17.185 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
08:13:05.204 |6543,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
08:14:11.559 |6546,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
08:15:21.032 |6541,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
08:16:06.942 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
08:17:26.563 |6544,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:17:26 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:18:38.543 |6546,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
08:19:22.577 |6546,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
08:20:44.846 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
08:21:38.348 |6541,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
08:22:09.677 |6543,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
08:22:44.533 |6546,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
08:23:46.354 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
08:24:42.124 |6541,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
08:25:37.936 |6544,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:25:37 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:26:49.736 |6540,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
08:27:43.969 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
08:28:48.653 |6545,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
08:30:04.192 |6546,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
08:30:48.089 |6545,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
08:32:17.338 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
08:32:59.028 |6547,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
08:33:32.273 |6543,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
08:34:07.421 |6540,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:34:07 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:34:57.369 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
08:35:51.154 |6543,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
08:37:16.545 |6543,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
08:38:02.219 |6545,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
08:39:30.376 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
08:40:30.325 |6547,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
08:41:52.494 |6543,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
08:42:43.560 |6545,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
08:43:27.932 |6541,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:43:27 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:44:23.838 |6543,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
08:45:04.863 |6541,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
08:45:39.641 |6545,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
08:47:04.220 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
08:47:44.518 |6545,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
08:48:58.884 |6542,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
08:49:50.932 |6541,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
08:51:17.908 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
08:52:08.268 |6542,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 12:52:08 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
08:53:27.041 |6544,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
08:54:36.809 |6540,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
08:55:35.685 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
08:56:58.158 |6543,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
08:58:27.602 |6540,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
08:59:40.633 |6544,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
09:00:00.000 |6540,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:00:34.141 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
09:01:08.867 |6547,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
09:02:20.668 |6546,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:02:20 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:03:00.247 |6546,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
09:04:26.546 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
09:05:00.000 |6541,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:05:15.091 |6540,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
09:06:20.293 |6543,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
09:07:48.368 |6542,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
09:09:16.752 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
09:10:00.000 |6547,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:10:32.724 |6545,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
09:11:30.429 |6545,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
09:12:46.146 |6542,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:12:46 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:13:17.538 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
09:14:06.037 |6545,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
09:15:00.000 |6545,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:15:17.802 |6542,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
09:16:10.504 |6542,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
09:17:15.559 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
09:18:40.209 |6540,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
09:19:41.273 |6547,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
09:20:00.000 |6542,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:20:16.004 |6545,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
09:21:20.014 |6543,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:21:20 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:22:12.335 |6545,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
09:23:13.795 |6540,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
09:24:15.845 |6546,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
09:24:52.682 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
09:25:00.000 |6542,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:25:34.118 |6544,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
09:26:52.720 |6547,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
09:27:46.400 |6545,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
09:28:30.863 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
09:29:51.249 |6543,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:29:51 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:30:00.000 |6544,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:30:45.046 |6540,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
09:31:55.885 |6543,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
09:33:00.229 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
09:34:00.841 |6547,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
09:34:58.968 |6543,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
09:35:00.000 |6543,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:36:17.653 |6543,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
09:37:27.731 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
09:38:30.721 |6541,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
09:39:57.282 |6541,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:39:57 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:40:00.000 |6546,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:40:55.396 |6547,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
09:42:00.442 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
09:43:08.194 |6545,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
09:43:46.672 |6542,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
09:44:29.284 |6540,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
09:45:00.000 |6541,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......
09:45:14.947 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
09:45:56.495 |6542,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
09:46:34.155 |6547,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
09:47:41.249 |6545,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Fri, 11 Jul 2014 13:47:41 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
09:48:25.581 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
09:49:09.486 |6544,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
