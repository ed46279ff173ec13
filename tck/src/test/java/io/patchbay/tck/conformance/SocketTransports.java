package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A transport over plain sockets, small enough to read: it keeps the contract, but for the rule
 * that is broken at the moment.
 */
public final class SocketTransports implements TransportFactory {

    static final TransportCapabilities CAPABILITIES =
            new TransportCapabilities("socket", TransportCapabilities.Media.MESSAGES, false, false);

    private final List<Transport> made = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
        return broken("capabilities_are_stable_and_under_the_same_name") ? "other" : "socket";
    }

    @Override
    public TransportCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RealtimeTransport create(Settings settings, PlugContext context) {
        Transport transport = new Transport(made);
        if (broken("a_link_lives_on_when_another_one_is_closed")) {
            made.add(transport);
        }
        return transport;
    }

    private static final class Transport implements RealtimeTransport {

        private final List<Transport> others;
        private volatile @Nullable SocketLine line;
        private volatile boolean spent;

        Transport(List<Transport> others) {
            this.others = others;
        }

        @Override
        public CompletionStage<Connected> connect(
                ConnectRequest request, TransportListener listener) {
            boolean reused =
                    broken("a_link_connects_again_after_a_failure_and_after_a_close") && spent;
            boolean careless = broken("connecting_while_connected_is_refused_and_disturbs_nothing");
            if (reused || !careless && state() != TransportState.DISCONNECTED) {
                throw new IllegalStateException("this transport is " + state());
            }
            spent = true;
            SocketLine before = line;
            SocketLine opened = new SocketLine(request, listener);
            line = opened;
            CompletionStage<Connected> connected = opened.connect();
            if (broken("nothing_is_told_after_the_end") && before != null) {
                before.tellMore();
            }
            return connected;
        }

        @Override
        public CompletionStage<Receipt> send(Command command) {
            SocketLine current = line;
            if (current != null && state() == TransportState.CONNECTED) {
                return current.send(command);
            }
            return broken("nothing_is_sent_without_a_connection")
                    ? CompletableFuture.completedFuture(new Receipt(command.id(), 0))
                    : CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }

        @Override
        public SendStatus sendAudio(ByteBuffer frame) {
            SocketLine current = line;
            return current != null && state() == TransportState.CONNECTED
                    ? current.sendAudio(frame)
                    : SendStatus.NOT_CONNECTED;
        }

        @Override
        public TransportState state() {
            SocketLine current = line;
            return current == null ? TransportState.DISCONNECTED : current.state();
        }

        @Override
        public void mute(boolean on) {
            if (!broken("mute_is_answered_honestly")) {
                RealtimeTransport.super.mute(on);
            }
        }

        @Override
        public CompletionStage<Void> close(CloseReason reason) {
            for (Transport other : others) {
                SocketLine current = other.line;
                if (other != this && current != null) {
                    current.close(reason);
                }
            }
            SocketLine current = line;
            if (current != null) {
                return current.close(reason);
            }
            return broken("closing_what_was_never_connected_is_done_at_once")
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(null);
        }
    }
}
