10:58:20.250 |HDR|07/10/2014 ,Significant
10:58:20.250 |6544,exch01.contoso.example,{81e52ed4-8894-4e0f-aae3-fe65c68c5bd0}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
10:58:34.136 |6541,exch02.contoso.example,{ba7606bc-6ec2-48ba-ab5e-03de2638354b}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
10:58:40.250 |6542,exch01.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
10:59:00.250 |6547,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
10:59:14.054 |6546,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
10:59:20.250 |6544,exch01.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
10:59:40.250 |6543,exch01.contoso.example,{d463d0dd-8cb8-4b81-a8f6-9a521b728d27}, CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST
10:59:53.348 |6543,exch02.contoso.example,{917a084b-9113-4459-a4b3-65b925ad5966}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 43 ms
11:00:59.269 |6543,exch01.contoso.example,{ee251fa0-14c5-46a3-a690-670f026b78d0}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 4 messages compared
11:01:32.599 |6545,exch02.contoso.example,{7dec6ef6-2dfd-419c-a6ac-2f3eadefad94}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
11:02:04.670 |6544,exch01.contoso.example,{fa79e16a-a8ee-4a85-ad84-23cbc170bb2a}, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Server: Microsoft-IIS/7.5
Date: Thu, 10 Jul 2014 15:02:04 GMT
Transfer-Encoding: chunked

<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode><t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject></m:GetItemResponse></s:Body></s:Envelope>
11:03:28.960 |6541,exch02.contoso.example,{4f521856-e854-4522-ad9e-3db4705bbe24}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 47 ms
11:04:34.954 |6546,exch01.contoso.example,{71b7a41c-3c3e-45c9-a13b-306f42dff7fb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 1 messages compared
11:05:34.760 |6542,exch02.contoso.example,{827c2e35-2ae0-4e59-a3f7-9cb9812dd8d5}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 2 messages compared
11:06:42.239 |6547,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 1
11:07:26.403 |6542,exch02.contoso.example,{4da64768-8aba-4370-a1d9-86b0777da0f2}, CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed 51 ms
11:08:02.294 |6547,exch01.contoso.example,{17c44718-d97c-4fef-aa2b-0464c68bc3cb}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 5 messages compared
11:08:47.772 |6544,exch02.contoso.example,{dfd12010-d02f-4d50-a4d6-64538daacc99}, CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, 6 messages compared
11:09:55.939 |6543,,, CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: 5
