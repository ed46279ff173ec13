package io.patchbay.runtime.internal.call;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.CarriedCalls;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import io.patchbay.runtime.internal.work.Unrefused;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a provider do something with a call that it carries: takes its plug for so long, asks for the
 * key, and lets go of both. Plugs are called on workers. Any thread.
 */
public final class CallControl implements CarriedCalls {
    private static final System.Logger LOG = System.getLogger(CallControl.class.getName());

    /** So long a hang-up may take. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** What is to be done. */
    interface Use<T> {
        /** On a worker, or where the key came; must not block. */
        CompletionStage<T> with(
                ProviderCalls calls, ProviderCapabilities provider, Credential credential);
    }

    private final Supplier<SessionPlugs> plugs;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;

    /**
     * Over what is plugged in.
     *
     * @param plugs what is plugged in, as calls see it
     * @param clock of the runtime
     */
    public CallControl(Supplier<SessionPlugs> plugs, Executor workers, Supplier<SerialLoop> clock) {
        this.plugs = plugs;
        this.workers = workers;
        this.clock = clock;
    }

    /** A plug in use, and what was made of it; let go of once. */
    private static final class Held {
        private final AtomicBoolean gone = new AtomicBoolean();
        private final Lease<RealtimeProvider> lease;
        private volatile @Nullable ProviderConnector connector;

        Held(Lease<RealtimeProvider> lease) {
            this.lease = lease;
            lease.onRevoked(this::release);
        }

        ProviderCalls calls(LineChoice choice, String profile) {
            ProviderConnector made =
                    lease.plug().create(profile, lease.settings(), lease.context());
            connector = made;
            return made.calls(choice.url()).orElseThrow(() -> none(choice));
        }

        void release() {
            if (!gone.compareAndSet(false, true)) {
                return;
            }
            try {
                ProviderConnector made = connector;
                if (made != null) {
                    made.close();
                }
            } catch (RuntimeException | LinkageError e) { // of a bundle that is gone
                LOG.log(Level.WARNING, "a provider did not close: {0}", Copies.place(e));
            } finally {
                lease.release();
            }
        }
    }

    private static UnsupportedOperationException none(LineChoice choice) {
        return new UnsupportedOperationException(
                "the provider '" + choice.provider() + "' opens no calls");
    }

    /**
     * Does it.
     *
     * @param patience for all of it
     * @param late gets what comes when nobody waits for it any more
     */
    <T> CompletionStage<T> use(LineChoice choice, Duration patience, Use<T> use, Consumer<T> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Race race = new Race();
        race.limit(
                clock,
                patience,
                () ->
                        result.completeExceptionally(
                                new IllegalStateException(
                                        "the provider did not answer within " + patience)));
        Unrefused.execute(
                workers,
                () ->
                        begun(choice, use)
                                .whenComplete(
                                        (value, failure) -> {
                                            if (!race.won()) {
                                                if (failure == null) {
                                                    late.accept(value);
                                                }
                                            } else if (failure == null) {
                                                result.complete(value);
                                            } else {
                                                result.completeExceptionally(failure);
                                            }
                                        }),
                "patchbay-call");
        return result;
    }

    private <T> CompletionStage<T> begun(LineChoice choice, Use<T> use) {
        Lease<RealtimeProvider> lease = plugs.get().provider(choice.provider()).orElse(null);
        if (lease == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("there is no provider '" + choice.provider() + "'"));
        }
        Held held = new Held(lease);
        CompletionStage<T> stage;
        try {
            Runnable leave = lease.enter();
            try {
                String named = choice.profile();
                String profile = named == null ? lease.plug().profiles().get(0) : named;
                ProviderCapabilities can = lease.plug().capabilities(profile);
                ProviderCalls calls = held.calls(choice, profile);
                stage =
                        choice.credentials()
                                .get(
                                        new CredentialSupplier.Scope(
                                                choice.provider(), profile, choice.transport()))
                                .thenCompose(credential -> use.with(calls, can, credential));
            } finally {
                leave.run();
            }
        } catch (Throwable e) { // a plug may throw anything
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.whenComplete((value, failure) -> held.release());
    }

    @Override
    public CompletionStage<Void> refer(LineChoice line, URI target, Duration limit) {
        return of(line, limit, (calls, key, callId) -> calls.refer(key, callId, target));
    }

    @Override
    public CompletionStage<Void> hangUp(LineChoice line) {
        return of(line, FAREWELL, (calls, key, callId) -> calls.hangUp(key, callId));
    }

    private interface Deed {
        CompletionStage<Void> with(ProviderCalls calls, Credential key, String callId);
    }

    private CompletionStage<Void> of(LineChoice line, Duration limit, Deed deed) {
        String callId = line.callId();
        return callId == null
                ? CompletableFuture.failedFuture(
                        new IllegalArgumentException("line has no callId: it joined no call"))
                : use(
                        line,
                        limit,
                        (calls, provider, credential) -> deed.with(calls, credential, callId),
                        late -> {});
    }

    /** Refuses a call that the provider announced, with a SIP status. */
    CompletionStage<Void> reject(LineChoice line, String callId, int status) {
        return use(
                line,
                FAREWELL,
                (calls, provider, credential) -> calls.reject(credential, callId, status),
                nothing -> {});
    }

    /** Whether a line of this kind can join a call. On a worker. */
    boolean joins(LineChoice choice) {
        Lease<TransportFactory> lease = plugs.get().transport(choice.transport()).orElse(null);
        if (lease == null) {
            return false;
        }
        try {
            Runnable leave = lease.enter();
            try {
                TransportCapabilities transport = lease.plug().capabilities(lease.settings());
                return transport.attachOnly()
                        || transport.media() == TransportCapabilities.Media.MESSAGES;
            } finally {
                leave.run();
            }
        } finally {
            lease.release();
        }
    }
}
