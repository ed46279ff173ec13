package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.transport.TransportCapabilities;
import java.lang.ref.WeakReference;
import java.util.Objects;

/**
 * What a line was made of, for comparison with the next one. It is kept beyond the line's end, and
 * keeps nothing of the plugs from being unloaded.
 *
 * @param leftAt when the session left the line
 */
record LinePlugs(
        One transport,
        One provider,
        TransportCapabilities carriage,
        ProviderCapabilities capabilities,
        long leftAt) {

    /**
     * One plug.
     *
     * @param lent what the runtime lent it: no two plugs have the same
     */
    record One(PlugVersion version, WeakReference<PlugContext> lent) {}

    /** Of a line that holds its plugs still. */
    static LinePlugs of(Line line, long now) {
        return new LinePlugs(
                one(line, PlugKind.TRANSPORT),
                one(line, PlugKind.PROVIDER),
                line.carriage,
                line.capabilities,
                now);
    }

    private static One one(Line line, PlugKind kind) {
        return new One(version(line, kind), new WeakReference<>(line.parts().held(kind).context()));
    }

    /** What a line has of a kind. */
    static PlugVersion version(Line line, PlugKind kind) {
        return new PlugVersion(name(line, kind), line.parts().held(kind).version());
    }

    private static String name(Line line, PlugKind kind) {
        return kind == PlugKind.TRANSPORT ? line.choice.transport() : line.choice.provider();
    }

    One of(PlugKind kind) {
        return kind == PlugKind.TRANSPORT ? transport : provider;
    }

    /** Whether a line is made of the same plug of a kind, and not just of its like. */
    boolean same(PlugKind kind, Line line) {
        PlugContext lent = line.parts().held(kind).context();
        return Objects.equals(of(kind).lent().get(), lent);
    }
}
