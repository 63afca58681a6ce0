03:06:25.875 |HDR|07/12/2014 ,Significant
03:06:25.875 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
03:07:08.022 |6541,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
03:07:53.665 |6542,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
03:09:19.749 |6544,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
03:09:59.815 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
03:10:56.116 |6541,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
03:11:52.244 |6542,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
03:12:50.278 |6543,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
03:13:29.670 |6541,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:13:29 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:14:18.932 |6547,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
03:14:54.570 |6545,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
03:15:51.290 |6540,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
03:16:26.595 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
03:16:58.506 |6543,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
03:17:30.721 |6546,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
03:18:49.757 |6542,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
03:19:49.189 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
03:20:23.768 |6540,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:20:23 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:21:05.294 |6540,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
03:21:47.475 |6540,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
03:23:08.847 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
03:24:22.125 |6542,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
03:25:04.592 |6543,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
03:26:18.511 |6546,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
03:27:04.783 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
03:28:07.175 |6543,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
03:29:06.461 |6541,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:29:06 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:29:49.453 |6543,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
03:30:28.226 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
03:31:28.718 |6544,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
03:32:42.323 |6547,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
03:33:36.443 |6547,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
03:34:27.222 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
03:35:28.793 |6545,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
03:36:41.162 |6541,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
03:37:51.350 |6541,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:37:51 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:38:31.900 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
03:39:42.456 |6544,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
03:40:24.304 |6541,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
03:41:48.802 |6546,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
03:42:54.439 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
03:44:02.235 |6545,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
03:45:24.569 |6542,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
03:45:58.030 |6541,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
03:47:07.632 |6540,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:47:07 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:48:20.812 |6542,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
03:49:20.641 |6543,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
03:50:37.352 |6544,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
03:52:06.465 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
03:52:50.284 |6547,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
03:53:49.149 |6540,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
03:54:38.656 |6543,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
03:55:47.709 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
03:56:39.616 |6547,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:56:39 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
03:58:05.236 |6541,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
03:59:29.717 |6544,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
04:00:06.134 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
04:00:59.399 |6541,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
04:01:58.965 |6541,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
04:03:28.129 |6541,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
04:04:34.111 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
04:05:55.526 |6547,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
04:06:58.545 |6540,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:06:58 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:07:45.588 |6547,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
04:08:55.185 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
04:09:47.573 |6546,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
04:10:48.769 |6547,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
04:11:58.206 |6546,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
04:13:05.494 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
04:14:24.550 |6547,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
04:15:25.782 |6545,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
04:16:26.328 |6547,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:16:26 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:17:30.877 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
04:18:02.205 |6546,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
04:18:58.701 |6547,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
04:20:08.590 |6545,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
04:20:41.260 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
04:21:46.164 |6547,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
04:22:57.354 |6544,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
04:23:36.313 |6540,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
04:24:21.228 |6541,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:24:21 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:25:38.319 |6545,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
04:27:07.008 |6545,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
04:27:49.902 |6541,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
04:28:39.293 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
04:29:42.762 |6546,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
04:31:08.137 |6546,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
04:31:43.012 |6540,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
04:32:19.337 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
04:33:09.388 |6543,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:33:09 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:34:02.204 |6544,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
04:34:37.626 |6544,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
04:35:50.283 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
04:37:12.562 |6540,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
04:38:16.927 |6543,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
04:39:20.049 |6544,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
04:40:10.574 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
04:40:54.140 |6545,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
04:42:00.545 |6547,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:42:00 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:42:50.306 |6546,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
04:44:13.336 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
04:45:34.877 |6543,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
04:46:49.069 |6540,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
04:47:40.313 |6542,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
04:48:23.080 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
04:48:58.747 |6541,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
04:50:22.420 |6544,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
04:51:03.484 |6541,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:51:03 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:51:57.515 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
04:52:31.123 |6543,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
04:53:14.603 |6546,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
04:54:40.177 |6545,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
04:55:37.192 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
04:56:14.966 |6543,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
04:56:46.962 |6543,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
04:57:59.262 |6541,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
04:58:36.087 |6540,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 08:58:36 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
04:59:11.330 |6547,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
05:00:35.601 |6546,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:01:07.532 |6547,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
