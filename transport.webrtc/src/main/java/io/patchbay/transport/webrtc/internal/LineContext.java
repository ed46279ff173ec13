package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * What the codec of an open line works with.
 *
 * @param line told when the provider accepts or refuses
 * @param request what the session asked for
 * @param listener the session itself: between it and the codec stands nobody
 * @param output the text channel
 */
record LineContext(
        WebRtcLine line, ConnectRequest request, TransportListener listener, TextOutput output)
        implements CodecContext {

    @Override
    public SerialLoop loop() {
        return request.loop();
    }

    @Override
    public SessionConfig initialConfig() {
        return request.config();
    }

    @Override
    public @Nullable String model() {
        return request.model();
    }

    @Override
    public TransportCapabilities transport() {
        return line.carriage();
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }

    @Override
    public void ready() {
        line.ready();
    }

    @Override
    public void failed(ProviderError error) {
        line.failed(error);
    }

    @Override
    public void needsNewLine(String reason) {
        line.tell(new TransportEvent.NewLineNeeded(reason));
    }
}
