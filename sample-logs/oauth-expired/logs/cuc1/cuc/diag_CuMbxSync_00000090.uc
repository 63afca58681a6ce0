05:02:17.058 |HDR|07/12/2014 ,Significant
05:02:17.058 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:03:36.702 |6545,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
05:04:34.181 |6544,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:05:59.414 |6546,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:07:04.789 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:08:21.515 |6547,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:08:21 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:09:19.087 |6547,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:10:06.839 |6546,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:10:47.823 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:11:44.062 |6545,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
05:12:24.739 |6544,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:12:54.965 |6544,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:13:46.869 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:15:06.247 |6545,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
05:16:32.013 |6540,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:16:32 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:17:32.748 |6541,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:18:28.158 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:19:03.760 |6540,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
05:20:14.146 |6543,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:20:48.926 |6540,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:21:53.044 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:23:10.424 |6542,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
05:24:12.875 |6541,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:25:02.385 |6540,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:25:02 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:26:24.575 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:27:19.937 |6545,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
05:28:14.446 |6547,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:28:52.405 |6545,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:30:07.119 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:30:49.609 |6542,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
05:31:40.338 |6544,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:32:54.274 |6542,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:33:53.217 |6545,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:33:53 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:34:40.776 |6545,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
05:36:08.622 |6541,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:36:55.387 |6542,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:38:09.679 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:39:05.610 |6543,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
05:39:41.386 |6543,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
05:40:53.447 |6546,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:42:23.251 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:43:04.023 |6540,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:43:04 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:44:33.469 |6543,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:46:00.653 |6546,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:47:24.891 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:48:50.553 |6547,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
05:49:30.168 |6543,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:50:22.880 |6544,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:51:51.986 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:53:18.851 |6543,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
05:54:44.170 |6542,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 09:54:44 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:55:18.324 |6544,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:56:16.916 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:57:22.682 |6542,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
05:58:02.294 |6543,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:59:01.723 |6545,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:59:55.916 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
