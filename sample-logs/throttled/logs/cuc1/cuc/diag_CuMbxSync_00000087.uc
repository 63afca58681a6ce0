05:39:10.272 |HDR|07/14/2014 ,Significant
05:39:10.272 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:40:00.000 |6543,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]................ErrorServerBusy.......
05:40:05.125 |6545,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
05:40:43.264 |6545,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
05:41:36.573 |6546,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:43:01.263 |6544,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
05:44:05.809 |6540,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
05:45:11.874 |6543,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
05:46:19.998 |6542,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 09:46:19 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:47:30.996 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
05:48:09.747 |6546,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
05:49:08.798 |6543,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
05:50:35.333 |6540,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:51:42.259 |6545,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
05:52:26.029 |6545,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
05:53:40.351 |6544,exch01.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
05:54:31.760 |6541,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
05:55:31.323 |6546,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 09:55:31 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
05:56:59.530 |6546,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
05:58:21.706 |6541,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
05:59:04.351 |6540,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:00:09.912 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:01:05.161 |6542,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 19 ms
06:02:22.730 |6541,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:03:43.528 |6546,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:04:15.994 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:05:43.291 |6543,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:05:43 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:06:48.304 |6542,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:07:59.157 |6541,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:08:33.576 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:09:48.006 |6547,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
06:11:06.071 |6545,exch01.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:12:26.771 |6546,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:12:58.121 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:13:46.401 |6545,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
06:15:02.501 |6547,exch01.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:15:02 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:16:17.201 |6547,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:17:40.925 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:18:14.732 |6540,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
06:19:09.766 |6541,exch01.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:20:20.956 |6546,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:20:55.481 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:21:26.633 |6547,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 39 ms
06:22:31.997 |6540,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:23:18.395 |6547,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:23:18 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:24:20.844 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:24:52.200 |6545,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
06:26:07.200 |6540,exch01.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:27:06.284 |6540,exch02.contoso.example,{144d74e5-8669-44ac-ab53-3018a1c62627}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:28:17.950 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:29:11.101 |6546,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
06:30:04.042 |6547,exch01.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:30:49.211 |6547,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:31:30.271 |6541,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:31:30 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:32:24.015 |6545,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
06:33:39.886 |6542,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:34:46.242 |6541,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:35:53.681 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:36:37.867 |6542,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 55 ms
06:37:29.702 |6541,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
06:38:31.165 |6540,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:39:23.469 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:40:14.068 |6540,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:40:14 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:41:23.920 |6541,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
06:42:08.344 |6542,exch02.contoso.example,{d46f7f34-79a1-4f80-a0d6-fe2e10ba1fa9}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
06:43:16.160 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:43:52.348 |6541,exch02.contoso.example,{79ac5da0-a73f-4899-a055-ebe8918ff761}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 23 ms
06:44:32.452 |6546,exch01.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
06:45:37.917 |6543,exch02.contoso.example,{f2ee995c-7ba8-43e9-ab8b-e41742fec358}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:46:48.097 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
06:47:52.623 |6540,exch02.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 27 ms
06:48:46.941 |6542,exch01.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:48:46 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:50:14.377 |6547,exch02.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:51:03.436 |6541,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
06:52:19.381 |6544,exch02.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 31 ms
06:52:58.028 |6544,exch01.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
06:54:26.149 |6545,exch02.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 0 messages compared
06:55:02.263 |6540,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 3
06:56:22.688 |6543,exch02.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 35 ms
06:57:06.219 |6544,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 3 messages compared
06:57:47.858 |6543,exch02.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Mon, 14 Jul 2014 10:57:47 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
06:59:14.063 |6542,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
