package io.patchbay.bench.internal.swap;

import io.patchbay.api.transport.CallRouter;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.rtc.SipToneCaller;
import io.patchbay.bench.internal.rtc.ToneCall;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;

/**
 * The number that telephones call, and the telephones: these are outside the container and have
 * sockets and a signalling of their own.
 */
final class SipEntrance implements ToneEntrance {

    private static final String PID = "io.patchbay.transport.sip";
    private static final String AGENT = "front";
    private static final String TRIAL = "trial";
    private static final String HOST = "127.0.0.1";

    /** A telephone's own room for what it says, so that a busy machine does not cut it short. */
    private static final int AHEAD_MILLIS = 2_000;

    private final int port;
    private final SipDoor telephones;
    private final EventLoops loops = EventLoops.create(1);

    /** What is done when a call comes that only tries the number. */
    private volatile Runnable tried = () -> {};

    private SipEntrance(int port, SipDoor telephones) {
        this.port = port;
        this.telephones = telephones;
    }

    /** Says in the container where it is to be called. */
    static SipEntrance configure(Container container) throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        container.configure(
                PID,
                Map.of(
                        "host",
                        HOST,
                        "port",
                        String.valueOf(port),
                        "carriers",
                        "udp",
                        "codecs",
                        "PCMU"));
        SipSettings settings =
                SipSettings.builder()
                        .host(HOST)
                        .carriers(Set.of(SipSettings.Carrier.UDP))
                        .codecs(List.of("PCMU"))
                        .sendAheadMillis(AHEAD_MILLIS)
                        .build();
        return new SipEntrance(
                port,
                SipDoors.open(
                        "bench-telephones",
                        settings,
                        call -> call.refuse(603, "these telephones only call", null)));
    }

    @Override
    public void serve(BundleContext context, RtcCalls calls) {
        CallRouter router =
                call -> {
                    String name = user(call.metadata().getOrDefault("to", ""));
                    if (name.equals(TRIAL)) {
                        tried.run();
                        return CompletableFuture.completedFuture(
                                new CallRouter.Decision.Refuse(486, "a trial"));
                    }
                    return CompletableFuture.completedFuture(
                            new CallRouter.Decision.Accept(calls.answering(name, AGENT)));
                };
        context.registerService(CallRouter.class, router, null);
    }

    private static String user(String address) {
        return address.replaceFirst("^sips?:", "").replaceFirst("@.*", "");
    }

    private URI address(String user) {
        return URI.create("sip:" + user + "@" + HOST + ":" + port);
    }

    /** Before the door is open the old one answers, or nobody does but with 503. */
    @Override
    public boolean leads(BooleanSupplier there) {
        CompletableFuture<Boolean> led = new CompletableFuture<>();
        tried = () -> led.complete(there.getAsBoolean());
        SipCall trial =
                telephones.call(
                        SipTarget.of(address(TRIAL)),
                        loops.next(),
                        new SipCall.Listener() {
                            @Override
                            public void onAudio(ByteBuffer frame) {
                                // nobody answers a trial
                            }

                            @Override
                            public void onEnded(SipEnd end) {
                                led.complete(false);
                            }
                        });
        boolean answer =
                led.completeOnTimeout(false, Container.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        trial.end(487, "it was a trial");
        return answer;
    }

    @Override
    public void call(RtcCalls calls, int count) {
        for (int i = 0; i < count; i++) {
            String name = calls.newName();
            ToneCall call = calls.call(name);
            try {
                SipToneCaller caller =
                        new SipToneCaller(telephones, address(name), loops.next(), call, i);
                Container.await("a line for " + name, () -> call.lines() > 0);
                calls.join(new RtcCalls.One(name, caller, call, false));
            } catch (CompletionException e) {
                throw new BenchException(name + " is not answered: " + e.getCause(), e);
            }
        }
    }

    @Override
    public void close() {
        telephones.close();
        loops.close();
    }
}
