package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.util.concurrent.CompletionStage;

public final class HttpCall {
    private HttpCall() {}

    public static CompletionStage<HttpResponse> send(
            EventLoops loops, HttpRequest request, SerialLoop loop) {
        throw new UnsupportedOperationException("http client");
    }
}
