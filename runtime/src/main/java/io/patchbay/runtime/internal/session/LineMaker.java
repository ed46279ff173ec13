package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderException;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.emulation.Emulations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one line, step by step: plugs, credential, endpoint, connection. The first failure wins,
 * whatever it causes; nothing is left open then. Steps that may block run on workers; everything
 * else is on the loop.
 */
final class LineMaker {
    /** A transport knows best why there was no connection in time; it has so long to say so. */
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    private final SessionCore core;
    private final LineChoice choice;
    private final LineSupervisor.Making making;
    private final @Nullable ResumptionHandle resumption;
    private final Line.Owner owner;
    private final CompletableFuture<Line> result = new CompletableFuture<>();
    private final Line.Parts parts;
    private final Duration time;
    private final long deadline;
    private SerialLoop.Timer timer;
    private @Nullable Line line;
    private boolean over;

    /**
     * Begins.
     *
     * @param making what the line is made for
     * @param time for all steps together
     * @param resumption with which the provider may find the conversation again, or null
     * @param owner hears the line
     */
    LineMaker(
            SessionCore core,
            LineChoice choice,
            LineSupervisor.Making making,
            Duration time,
            @Nullable ResumptionHandle resumption,
            Line.Owner owner) {
        this.core = core;
        this.choice = choice;
        this.making = making;
        this.resumption = resumption;
        this.owner = owner;
        this.time = time;
        this.deadline = core.clock.now() + time.toNanos();
        this.parts = new Line.Parts(core.loop);
        this.timer = core.loop.schedule(this::late, time);
        plugs();
    }

    /** Completes on the loop; fails with a {@link ConnectException}. */
    CompletionStage<Line> result() {
        return result;
    }

    /** Whether what is plugged in now would be taken again. */
    boolean upToDate() {
        return over || parts.current(core.plugs);
    }

    /** Gives up. */
    void abort(CloseReason reason) {
        fail(new ConnectException(reason, null));
    }

    private void late() {
        abort(
                new CloseReason(
                        CloseReason.Cause.LOST,
                        0,
                        "no connection in the time for it, at most "
                                + core.options.limits().connect().toMillis()
                                + " ms; see whether the provider can be reached, or allow more"
                                + " time in SessionLimits.connect",
                        null));
    }

    private void plugs() {
        Optional<Lease<TransportFactory>> factory = core.plugs.transport(choice.transport());
        if (factory.isEmpty()) {
            fail(PlugWait.failure(core, choice));
            return;
        }
        parts.transportLease = factory.get();
        Optional<Lease<RealtimeProvider>> provider = core.plugs.provider(choice.provider());
        if (provider.isEmpty()) {
            fail(PlugWait.failure(core, choice));
            return;
        }
        parts.providerLease = provider.get();
        work(
                () -> CompletableFuture.completedFuture(inside(factory.get(), provider.get())),
                this::credential);
    }

    private record Made(
            String profile,
            Emulations emulations,
            ProviderConnector connector,
            RealtimeTransport transport,
            TransportCapabilities carriage) {}

    /** A plug that hangs in what it makes shows whose code it is; nobody waits for it. */
    private Made inside(Lease<TransportFactory> factory, Lease<RealtimeProvider> provider) {
        Runnable leaveFactory = factory.enter();
        try {
            Runnable leaveProvider = provider.enter();
            try {
                return create(factory, provider);
            } finally {
                leaveProvider.run();
            }
        } finally {
            leaveFactory.run();
        }
    }

    private Made create(Lease<TransportFactory> factory, Lease<RealtimeProvider> provider) {
        RealtimeProvider plug = provider.plug();
        String named = choice.profile();
        String profile = named == null ? plug.profiles().get(0) : named;
        TransportCapabilities transports = factory.plug().capabilities(factory.settings());
        TransportCapabilities carriage = CarriedCall.carriage(choice, transports);
        Emulations emulations = Emulations.of(plug.capabilities(profile), carriage);
        ProviderCapabilities capabilities = emulations.capabilities();
        InterruptionSupport.check(
                core.options.interruption(), core.options.config(), carriage, capabilities);
        GuardrailSupport.checkHoldBack(core.options.guardrails(), carriage);
        RealtimeTransport transport =
                emulations.before(factory.plug().create(factory.settings(), factory.context()));
        try {
            ProviderConnector connector =
                    plug.create(profile, provider.settings(), provider.context());
            return new Made(profile, emulations, connector, transport, transports);
        } catch (RuntimeException | Error e) {
            transport.close(CloseReason.NORMAL);
            throw e;
        }
    }

    private void credential(Made made) {
        parts.connector = made.connector();
        parts.transport = made.transport();
        CredentialSupplier.Scope scope =
                new CredentialSupplier.Scope(choice.provider(), made.profile(), choice.transport());
        work(
                () -> choice.credentials().get(scope).exceptionally(LineMaker::keyless),
                credential -> endpoint(made, credential));
    }

    private static Credential keyless(Throwable failure) {
        Throwable cause = unwrapped(failure);
        String message = cause.getMessage();
        throw new ConnectException(
                new CloseReason(
                        CloseReason.Cause.FATAL,
                        0,
                        message == null ? "no credential: " + cause.getClass().getName() : message,
                        null),
                cause);
    }

    private void endpoint(Made made, Credential credential) {
        EndpointRequest request =
                new EndpointRequest(
                        made.carriage(),
                        credential,
                        choice.model(),
                        choice.url(),
                        choice.callId(),
                        resumption);
        step(() -> made.connector().endpoint(request), endpoint -> history(made, endpoint));
    }

    /** What is told of the conversation, where that has to be told with the opening. */
    private void history(Made made, Endpoint endpoint) {
        SessionConfig wanted = making.config(made.emulations().capabilities());
        boolean told = resumption == null && choice.callId() == null && made.emulations().seeds();
        if (told) {
            step(
                    () -> making.seed(made.emulations().provider(), wanted),
                    items -> connect(made, endpoint, wanted, items));
        } else {
            connect(made, endpoint, wanted, List.of());
        }
    }

    private void connect(Made made, Endpoint endpoint, SessionConfig wanted, List<Item> history) {
        RealtimeCodec codec = made.connector().openCodec();
        RealtimeCodec planned = made.emulations().planned(codec);
        ProviderCapabilities capabilities = made.emulations().capabilities(wanted);
        Negotiated opening =
                making.lenient(choice)
                        ? Negotiated.leniently(planned, capabilities, wanted)
                        : Negotiated.strictly(planned, capabilities, wanted);
        if (!opening.objections().isEmpty()) {
            codec.close();
            abort(
                    new CloseReason(
                            CloseReason.Cause.FATAL,
                            0,
                            "the provider cannot have this configuration: " + opening.objection(),
                            null));
            return;
        }
        Line candidate =
                new Line(
                        choice,
                        core.clock.nextGeneration(),
                        capabilities,
                        CarriedCall.carriage(choice, made.carriage()),
                        planned,
                        opening,
                        resumption != null || choice.callId() != null,
                        made.transport(),
                        parts,
                        owner);
        line = candidate;
        Duration left = left();
        ConnectRequest request =
                new ConnectRequest(
                        core.loop,
                        endpoint,
                        codec,
                        opening.config(),
                        choice.model(),
                        choice.callId(),
                        resumption,
                        left,
                        history);
        timer.cancel();
        timer = core.loop.schedule(this::late, left.plus(LAST_WORDS));
        step(() -> made.transport().connect(request, candidate), connected -> done(candidate));
    }

    /** The whole time, as somebody has set it, where next to nothing of it is over. */
    private Duration left() {
        long nanos = Math.max(1, deadline - core.clock.now());
        return time.minusNanos(nanos).compareTo(LAST_WORDS) < 0 ? time : Duration.ofNanos(nanos);
    }

    private void done(Line made) {
        over = true;
        timer.cancel();
        result.complete(made);
    }

    /** Runs a step on a worker and goes on with its result on the loop. */
    private <T> void work(Supplier<CompletionStage<T>> step, Consumer<T> next) {
        try {
            core.host.workers().execute(() -> follow(step, next));
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private <T> void step(Supplier<CompletionStage<T>> step, Consumer<T> next) {
        follow(step, next);
    }

    private <T> void follow(Supplier<CompletionStage<T>> step, Consumer<T> next) {
        CompletionStage<T> stage;
        try {
            stage = step.get();
        } catch (Throwable e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((value, failure) -> core.onLoop(() -> proceed(value, failure, next)));
    }

    private <T> void proceed(T value, @Nullable Throwable failure, Consumer<T> next) {
        if (over) {
            if (value instanceof Made late) {
                // made after the failure: nobody else knows of it
                Line.Parts remains = new Line.Parts(core.loop);
                remains.transport = late.transport();
                remains.connector = late.connector();
                remains.close(CloseReason.NORMAL);
            }
            return;
        }
        if (failure != null) {
            fail(failure);
            return;
        }
        try {
            next.accept(value);
        } catch (RuntimeException | LinkageError e) { // of a bundle that is gone
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        timer.cancel();
        ConnectException why = explained(failure);
        Line candidate = line;
        CompletionStage<Void> gone =
                candidate == null ? parts.close(why.reason()) : candidate.discard(why.reason());
        // the second attempt must not meet the remains of the first
        gone.whenComplete(
                (nothing, ignored) -> core.onLoop(() -> result.completeExceptionally(why)));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static ConnectException explained(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof ConnectException known) {
            return known;
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof ProviderException refused) {
            ProviderError error = refused.error();
            boolean fatal = error.severity() == ProviderError.Severity.FATAL;
            return new ConnectException(
                    new CloseReason(
                            fatal ? CloseReason.Cause.FATAL : CloseReason.Cause.LOST,
                            0,
                            message,
                            error),
                    cause);
        }
        boolean fatal =
                cause instanceof IllegalArgumentException
                        || cause instanceof UnsupportedOperationException;
        return new ConnectException(
                new CloseReason(
                        fatal ? CloseReason.Cause.FATAL : CloseReason.Cause.LOST, 0, message, null),
                cause);
    }
}
