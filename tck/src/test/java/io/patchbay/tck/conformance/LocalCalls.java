package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls over a socket of this machine, at the setting {@code path}: small enough to read, it keeps
 * the contract, but for the rule that is broken at the moment.
 */
public final class LocalCalls implements CallerLegFactory {

    @Override
    public String name() {
        return "local";
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        Path path = Path.of(settings.text("path", ""));
        try {
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listening.bind(UnixDomainSocketAddress.of(path));
            } catch (IOException e) {
                listening.close();
                throw e;
            }
            Door door = new Door(listening, path, calls);
            LocalLeg.start(door::accept);
            return door;
        } catch (IOException e) {
            throw new IllegalArgumentException("setting 'path': nobody can listen at " + path, e);
        }
    }

    private static final class Door implements AutoCloseable {

        private final ServerSocketChannel listening;
        private final Path path;
        private final IncomingCalls calls;
        private final AtomicInteger next = new AtomicInteger();
        private final Set<LocalLeg> live = ConcurrentHashMap.newKeySet();

        Door(ServerSocketChannel listening, Path path, IncomingCalls calls) {
            this.listening = listening;
            this.path = path;
            this.calls = calls;
        }

        void accept() {
            try {
                while (true) {
                    offer(listening.accept());
                }
            } catch (IOException e) {
                System.getLogger("local").log(System.Logger.Level.DEBUG, "the door closed", e);
            }
        }

        private void offer(SocketChannel channel) {
            String own = "call-" + next.incrementAndGet();
            String id = broken("calls_of_one_door_do_not_touch_each_other") ? "call" : own;
            var decision = calls.offer(new IncomingCall("local", id, Map.of()));
            if (broken("a_call_that_waits_for_its_decision_holds_up_no_other")) {
                decision.toCompletableFuture().join();
            }
            decision.thenAccept(decided -> decided(decided, new LocalLeg(id, channel)));
        }

        private void decided(Decision decided, LocalLeg leg) {
            if (decided instanceof Decision.Accept accepted) {
                if (broken("a_closed_door_takes_no_call_and_live_ones_go_on")) {
                    live.add(leg);
                }
                calls.answer(accepted.options(), leg);
            } else if (!broken("a_refused_call_ends_and_is_not_answered")) {
                leg.close();
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
            Files.deleteIfExists(path);
            live.forEach(each -> each.close(CloseReason.NORMAL));
        }
    }
}
