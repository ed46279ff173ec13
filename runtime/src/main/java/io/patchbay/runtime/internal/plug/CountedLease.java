package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.runtime.internal.session.Lease;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A lease that counts as one user until it is released, and holds nothing afterwards. */
final class CountedLease<T> implements Lease<T> {

    private record Held<T>(Plug<?> plug, T part) {}

    private static final System.Logger LOG = System.getLogger(CountedLease.class.getName());

    private final AtomicReference<@Nullable Held<T>> held;
    private final AtomicReference<@Nullable Runnable> ifRevoked = new AtomicReference<>();

    /** For a user that was counted already. */
    CountedLease(Plug<?> plug, T part) {
        held = new AtomicReference<>(new Held<>(plug, part));
    }

    @Override
    public T plug() {
        return use().part();
    }

    @Override
    public String version() {
        return use().plug().offer().version();
    }

    @Override
    public Settings settings() {
        return use().plug().offer().settings();
    }

    @Override
    public PlugContext context() {
        return use().plug().context();
    }

    @Override
    public void release() {
        Held<T> last = held.getAndSet(null);
        if (last != null) {
            ifRevoked.set(null);
            last.plug().unwatch(this);
            last.plug().count().release();
        }
    }

    @Override
    public Runnable enter() {
        return use().plug().occupants().enter();
    }

    @Override
    public void onRevoked(Runnable action) {
        Plug<?> plug = use().plug();
        if (!ifRevoked.compareAndSet(null, action)) {
            throw new IllegalStateException("somebody waits for the end of this lease already");
        }
        plug.watch(this);
        if (held.get() == null) { // released meanwhile, on another thread
            plug.unwatch(this);
        }
    }

    /** What it is a lease of. */
    Plug<?> held() {
        return use().plug();
    }

    /** The plug is gone while this is held. */
    void revoked() {
        Runnable action = ifRevoked.getAndSet(null);
        if (action == null || held.get() == null) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a user of a plug failed at its end: {0}", Copies.place(e));
        }
    }

    private Held<T> use() {
        Held<T> now = held.get();
        if (now == null) {
            throw new IllegalStateException("the lease was released");
        }
        return now;
    }
}
