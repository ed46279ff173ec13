package io.patchbay.runtime;

import io.patchbay.runtime.internal.plug.PlugRegistry;
import io.patchbay.runtime.internal.plug.PlugType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What was plugged into a running {@link Patchbay}, until it is taken out. For any thread. */
public final class Plugged {

    private final PlugRegistry registry;
    private final String text;

    /** Emptied at the end: whoever keeps this keeps nothing of the plug. */
    private List<PlugIn.Service<?>> services;

    private @Nullable CompletionStage<Void> gone;
    private boolean replacing;

    Plugged(PlugRegistry registry, PlugIn plugs) {
        this.registry = registry;
        this.text = plugs.toString();
        this.services = plugs.services();
        List<PlugIn.Service<?>> done = new ArrayList<>();
        try {
            for (PlugIn.Service<?> service : services) {
                service.add(registry, plugs.offer());
                done.add(service);
            }
        } catch (RuntimeException | Error e) {
            done.forEach(this::remove);
            throw e;
        }
    }

    /**
     * Lets another share of the sessions have it. What sessions have by now they keep; a share of 1
     * moves all to it. Does nothing once it was taken out.
     *
     * @param share above 0 to 1
     * @throws IllegalArgumentException when it is out of range
     */
    public synchronized void share(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, not " + share);
        }
        services.forEach(service -> share(service, share));
    }

    private <S> void share(PlugIn.Service<S> service, double share) {
        registry.share(service.type(), service.service(), share);
    }

    /**
     * Plugs {@code next} in beside this, and takes this out then: nobody is without it for a
     * moment. When {@code next} is refused this one stays.
     *
     * @return takes {@code next} out; {@link #remove} of this tells when its last user is done
     * @throws IllegalArgumentException for a setting that is wrong; the message names it
     * @throws IllegalStateException when the runtime is closed, or has one of the services already,
     *     or this was taken out or has a successor already: there is one at most
     */
    public Plugged replace(PlugIn next) {
        Objects.requireNonNull(next, "next");
        synchronized (this) {
            if (gone != null || replacing) {
                throw new IllegalStateException(
                        text
                                + (gone != null ? " was taken out" : " is being replaced")
                                + " already; plug the other one in with Patchbay.plugIn");
            }
            replacing = true;
        }
        try {
            Plugged successor = new Plugged(registry, next);
            CompletionStage<Void> unused = remove();
            return successor;
        } finally {
            synchronized (this) {
                replacing = false;
            }
        }
    }

    /**
     * Takes it out. New users do not get it from now on; what runs there may end within the drain
     * time. Returns at once; repeated calls give the same.
     *
     * @return completes when nobody uses it and it is closed, on any thread
     */
    public synchronized CompletionStage<Void> remove() {
        CompletionStage<Void> end = gone;
        if (end == null) {
            end =
                    CompletableFuture.allOf(
                                    services.stream()
                                            .map(this::remove)
                                            .toArray(CompletableFuture[]::new))
                            .minimalCompletionStage();
            gone = end;
            services = List.of();
        }
        return end;
    }

    private <S> CompletableFuture<Void> remove(PlugIn.Service<S> service) {
        PlugType<S> type = service.type();
        return registry.remove(type, service.service()).toCompletableFuture();
    }

    /** Names and version. */
    @Override
    public String toString() {
        return text;
    }
}
