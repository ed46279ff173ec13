package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.runtime.internal.session.Lease;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lease that counts as one user until it is released, and holds nothing afterwards. */
final class CountedLease<T> implements Lease<T> {

    private record Held<T>(Plug<?> plug, T part) {}

    private final AtomicReference<@Nullable Held<T>> held;

    /** For a user that was counted already. */
    CountedLease(Plug<?> plug, T part) {
        held = new AtomicReference<>(new Held<>(plug, part));
    }

    @Override
    public T plug() {
        return held().part();
    }

    @Override
    public String version() {
        return held().plug().offer().version();
    }

    @Override
    public Settings settings() {
        return held().plug().offer().settings();
    }

    @Override
    public PlugContext context() {
        return held().plug().context();
    }

    @Override
    public void release() {
        Held<T> last = held.getAndSet(null);
        if (last != null) {
            last.plug().count().release();
        }
    }

    private Held<T> held() {
        Held<T> now = held.get();
        if (now == null) {
            throw new IllegalStateException("the lease was released");
        }
        return now;
    }
}
