01:05:09.792 |HDR|07/12/2014 ,Significant
01:05:09.792 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
01:06:01.981 |6542,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
01:07:20.075 |6545,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:07:20 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:08:19.097 |6545,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
01:09:21.483 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
01:10:20.796 |6546,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
01:11:50.745 |6543,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
01:13:08.398 |6541,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
01:14:13.525 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
01:14:57.817 |6544,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
01:15:41.531 |6540,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
01:16:57.346 |6546,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:16:57 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:17:42.033 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
01:18:27.866 |6544,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
01:19:47.663 |6546,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
01:20:23.719 |6547,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
01:21:01.786 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
01:22:23.522 |6543,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
01:23:24.009 |6545,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
01:24:05.890 |6546,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
01:25:13.449 |6541,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:25:13 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:26:10.479 |6540,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
01:26:48.791 |6540,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
01:27:46.126 |6547,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
01:28:28.043 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
01:29:34.355 |6546,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
01:30:08.150 |6545,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
01:30:48.180 |6542,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
01:32:05.671 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
01:32:37.084 |6542,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:32:37 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:33:41.947 |6546,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
01:34:54.133 |6547,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
01:35:24.606 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
01:36:17.479 |6540,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
01:37:33.513 |6543,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
01:38:19.200 |6543,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
01:39:22.090 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
01:40:21.602 |6547,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
01:41:41.260 |6542,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:41:41 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:42:41.854 |6547,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
01:43:41.318 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
01:44:17.902 |6544,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
01:44:57.052 |6546,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
01:45:49.424 |6543,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
01:46:54.391 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
01:48:11.465 |6541,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
01:49:19.414 |6540,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
01:50:38.181 |6546,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 05:50:38 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
01:51:16.062 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
01:52:22.094 |6546,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
01:53:43.006 |6544,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
01:55:00.435 |6540,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
01:56:15.975 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
01:57:07.217 |6545,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
01:58:02.346 |6542,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
01:58:48.546 |6546,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
02:00:07.517 |6541,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:00:07 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:01:04.761 |6547,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
02:02:27.439 |6545,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
02:02:57.508 |6542,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
02:03:34.425 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
02:04:44.109 |6547,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
02:05:49.119 |6540,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
02:06:35.453 |6542,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
02:07:52.266 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
02:09:07.282 |6546,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:09:07 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:10:33.412 |6542,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
02:11:19.767 |6544,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
02:12:40.458 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
02:14:08.963 |6545,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
02:15:10.984 |6547,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
02:15:51.967 |6540,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
02:16:53.953 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
02:17:50.623 |6545,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
02:18:57.434 |6547,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:18:57 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:20:00.917 |6547,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
02:21:02.230 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
02:21:57.628 |6542,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
02:23:21.608 |6541,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
02:24:06.394 |6547,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
02:24:51.702 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
02:25:30.151 |6541,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
02:26:16.479 |6547,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
02:27:26.114 |6544,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:27:26 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:28:33.660 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
02:29:14.784 |6540,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
02:30:27.218 |6541,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
02:31:05.412 |6547,outlook.office365.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
02:32:27.587 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
02:33:17.400 |6540,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
02:33:48.708 |6542,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
02:34:49.250 |6545,outlook.office365.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
02:35:51.699 |6544,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:35:51 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:37:17.848 |6547,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
02:38:04.833 |6546,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
02:39:02.669 |6541,outlook.office365.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
02:39:35.360 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
02:40:05.393 |6541,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
02:41:13.750 |6541,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
02:42:15.737 |6543,outlook.office365.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
02:43:35.486 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
02:44:43.469 |6543,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:44:43 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:46:03.205 |6543,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
02:47:20.606 |6544,outlook.office365.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
02:48:07.597 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
02:49:24.369 |6546,outlook.office365.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
02:50:52.488 |6542,outlook.office365.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
02:51:42.105 |6546,outlook.office365.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
02:53:02.030 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
02:54:22.394 |6540,outlook.office365.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
02:55:50.720 |6540,outlook.office365.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 06:55:50 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
02:57:06.848 |6545,outlook.office365.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
02:58:28.561 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
02:59:05.014 |6542,outlook.office365.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
02:59:57.118 |6546,outlook.office365.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
03:01:09.973 |6544,outlook.office365.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
03:02:34.167 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
03:03:11.017 |6541,outlook.office365.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
03:03:58.811 |6541,outlook.office365.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
03:05:17.770 |6547,outlook.office365.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Sat, 12 Jul 2014 07:05:17 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
