package io.patchbay.net.internal;

import io.patchbay.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Map;

/** Headers between Netty's form and ours. */
final class Headers {

    private Headers() {}

    static HttpHeaders of(io.netty.handler.codec.http.HttpHeaders netty) {
        var lines = new ArrayList<HttpHeaders.Header>(netty.size());
        for (Map.Entry<String, String> line : netty) {
            lines.add(new HttpHeaders.Header(line.getKey(), line.getValue()));
        }
        return HttpHeaders.of(lines);
    }

    static void add(HttpHeaders ours, io.netty.handler.codec.http.HttpHeaders netty) {
        for (HttpHeaders.Header line : ours.entries()) {
            netty.add(line.name(), line.value());
        }
    }
}
