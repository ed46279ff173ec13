package io.patchbay.api.provider;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportListener;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** What a codec works with. Given by the transport; used on the loop only. */
@ConsumerType
public interface CodecContext {

    /** The wire. */
    WireOutput output();

    /** Who wants to know what was received. */
    TransportListener listener();

    /** The session's loop, for timers. */
    SerialLoop loop();

    /** What the session shall start with. */
    SessionConfig initialConfig();

    /** The model that the endpoint was asked for, or null for the provider's default. */
    @Nullable String model();

    /** How the line carries sound. */
    TransportCapabilities transport();

    /** With which an earlier conversation is resumed, or null. */
    @Nullable ResumptionHandle resumption();

    /**
     * What was said before, oldest first, where the provider takes it at the opening ({@link
     * Feature#HISTORY_SEED}); else empty.
     */
    default List<Item> history() {
        return List.of();
    }

    /**
     * To be called once, when the provider has accepted the opening; the transport's connect is
     * complete then.
     */
    void ready();

    /**
     * To be called when the provider has said that this line is over or refused, before or instead
     * of closing it.
     */
    void failed(ProviderError error);

    /** To be called when something was asked for that only another line can give. */
    void needsNewLine(String reason);
}
