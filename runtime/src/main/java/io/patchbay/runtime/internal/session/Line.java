package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.runtime.internal.emulation.Emulations;
import io.patchbay.runtime.internal.plug.Copies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a model: transport, codec, and the leases on the plugs that made them. It
 * passes on what it hears until it is discarded, and nothing after that. On the loop.
 */
final class Line implements TransportListener {
    private static final System.Logger LOG = System.getLogger("io.patchbay.session");

    /** The session as its line sees it. */
    interface Owner {
        /** Anything but sound. */
        void event(Line line, TransportEvent event);

        /** A piece of the model's speech. */
        void audio(Line line, AudioChunk chunk);

        /** There is room for caller's sound again. */
        void writable();

        /** Whether anybody wants raw messages. */
        boolean wantsRaw();

        /** The line was let go from this side; nothing more comes. */
        default void discarded(CloseReason reason) {}
    }

    /** What a line is made of, as its maker collects it. */
    static final class Parts {
        /** So long a connection may take to be gone; then nobody waits for it any more. */
        private static final Duration FAREWELL = Duration.ofSeconds(5);

        private final SerialLoop loop;
        @Nullable Lease<TransportFactory> transportLease;
        @Nullable Lease<RealtimeProvider> providerLease;
        @Nullable ProviderConnector connector;
        @Nullable RealtimeTransport transport;
        private boolean released;

        Parts(SerialLoop loop) {
            this.loop = loop;
        }

        /** Closes all there is. Completes when the connection is gone, or does not go in time. */
        CompletionStage<Void> close(CloseReason reason) {
            CompletableFuture<Void> gone = new CompletableFuture<>();
            RealtimeTransport link = transport;
            if (link == null) {
                gone.complete(null);
            } else {
                close(link, reason, gone);
            }
            return gone.thenRun(this::release);
        }

        private void close(
                RealtimeTransport link, CloseReason reason, CompletableFuture<Void> gone) {
            try {
                link.close(reason).whenComplete((nothing, failure) -> gone.complete(null));
            } catch (RuntimeException | LinkageError e) { // of a bundle that is gone
                gone.complete(null);
            }
            if (gone.isDone()) {
                return;
            }
            try {
                SerialLoop.Timer timer = loop.schedule(() -> givenUp(gone), FAREWELL);
                gone.thenRun(timer::cancel);
            } catch (RejectedExecutionException e) {
                gone.complete(null); // the runtime ends
            }
        }

        private void givenUp(CompletableFuture<Void> gone) {
            Lease<TransportFactory> lease = transportLease;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a connection over {0} is not gone {1} after its close; it is given up",
                    lease == null || released ? "a transport" : lease.context().name(),
                    FAREWELL);
            gone.complete(null);
        }

        /** The lease on its plug of a kind, transport or provider; not before the line stands. */
        Lease<?> held(PlugKind kind) {
            return Objects.requireNonNull(
                    kind == PlugKind.TRANSPORT ? transportLease : providerLease);
        }

        /** Whether a look-up would give the same plugs, as far as there are any. */
        boolean current(SessionPlugs plugs) {
            return released || current(plugs, transportLease) && current(plugs, providerLease);
        }

        private static boolean current(SessionPlugs plugs, @Nullable Lease<?> lease) {
            return lease == null || plugs.standing(lease) == SessionPlugs.Standing.CURRENT;
        }

        /** Gives the plugs back. Repeated calls do nothing. */
        void release() {
            if (released) {
                return;
            }
            released = true;
            try {
                if (connector != null) {
                    connector.close();
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a line''s provider did not close in order: {0}",
                        Copies.place(e));
            } finally {
                if (transportLease != null) {
                    transportLease.release();
                }
                if (providerLease != null) {
                    providerLease.release();
                }
            }
        }
    }

    final LineChoice choice;
    final long generation;
    final ProviderCapabilities capabilities;
    final TransportCapabilities carriage;
    final RealtimeCodec codec;

    /** What it was opened with. */
    final SessionConfig opening;

    /** Whether it continues the provider's own session: by a handle, or by attaching to a call. */
    final boolean resumed;

    /** What of the configuration that was wanted it cannot have. */
    final Negotiated.Gaps gaps;

    private final RealtimeTransport transport;
    private final Parts parts;
    private Owner owner;
    private boolean discarded;

    Line(
            LineChoice choice,
            long generation,
            ProviderCapabilities capabilities,
            TransportCapabilities carriage,
            RealtimeCodec codec,
            Negotiated negotiated,
            boolean resumed,
            RealtimeTransport transport,
            Parts parts,
            Owner owner) {
        this.choice = choice;
        this.generation = generation;
        this.capabilities = capabilities;
        this.carriage = carriage;
        this.codec = codec;
        this.opening = negotiated.config();
        this.gaps = negotiated.gaps();
        this.resumed = resumed;
        this.transport = transport;
        this.parts = parts;
        this.owner = owner;
    }

    @Override
    public void onEvent(TransportEvent event) {
        if (!discarded) {
            owner.event(this, event);
        }
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        if (!discarded) {
            owner.audio(this, chunk);
        }
    }

    @Override
    public boolean wantsRaw() {
        return !discarded && owner.wantsRaw();
    }

    @Override
    public void onWritable() {
        if (!discarded) {
            owner.writable();
        }
    }

    /** From now on somebody else hears it. */
    void handTo(Owner next) {
        owner = next;
    }

    /** Sends a command; whatever goes wrong is in the stage. */
    CompletionStage<Receipt> send(Command command) {
        try {
            return transport.send(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    SendStatus sendAudio(ByteBuffer frame) {
        return transport.sendAudio(frame);
    }

    /** The caller's sound as it takes it. */
    AudioFormat inputFormat() {
        return gaps.without().contains(ConfigField.INPUT_FORMAT)
                ? opening.value(ConfigField.INPUT_FORMAT).orElse(codec.inputFormat())
                : codec.inputFormat();
    }

    boolean isConnected() {
        return !discarded && transport.state() == TransportState.CONNECTED;
    }

    /** What it is made of. */
    Parts parts() {
        return parts;
    }

    /** Its plugs are taken away: gives them back at once, whatever becomes of the connection. */
    void cut(CloseReason reason) {
        discard(reason);
        parts.release();
    }

    /** A caller's turn was no speech: where the provider has not heard it yet, it never will. */
    void forget(String itemId) {
        Emulations.forget(transport, itemId);
    }

    /** Hears nothing any more, closes, and gives the plugs back when the connection is gone. */
    CompletionStage<Void> discard(CloseReason reason) {
        if (!discarded) {
            discarded = true;
            owner.discarded(reason);
        }
        return parts.close(reason);
    }
}
