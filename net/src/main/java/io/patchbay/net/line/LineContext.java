package io.patchbay.net.line;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the codec of an open line works with. What the codec says of the line itself is the line's
 * to hear: that the provider accepts or refuses, and that another line is needed.
 */
public abstract class LineContext implements CodecContext {
    private final ConnectRequest request;
    private final TransportCapabilities transport;
    private final TransportListener listener;
    private final WireOutput output;

    /**
     * The context of one line.
     *
     * @param request what the session asked for
     * @param transport how its sound travels
     * @param listener the session itself: between it and the codec stands nobody
     * @param output the wire
     */
    protected LineContext(
            ConnectRequest request,
            TransportCapabilities transport,
            TransportListener listener,
            WireOutput output) {
        this.request = request;
        this.transport = transport;
        this.listener = listener;
        this.output = output;
    }

    @Override
    public final SerialLoop loop() {
        return request.loop();
    }

    @Override
    public final SessionConfig initialConfig() {
        return request.config();
    }

    @Override
    public final @Nullable String model() {
        return request.model();
    }

    @Override
    public final List<Item> history() {
        return request.history();
    }

    @Override
    public final TransportCapabilities transport() {
        return transport;
    }

    @Override
    public final @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }

    @Override
    public final TransportListener listener() {
        return listener;
    }

    @Override
    public final WireOutput output() {
        return output;
    }
}
