package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call from end to end: a carrier whose player the test holds, the plug at a real socket, the
 * real runtime, and a model that the test plays.
 */
final class Call implements AutoCloseable {

    static final SessionConfig MU_LAW =
            SessionConfig.builder()
                    .inputFormat(AudioFormat.PCMU_8K)
                    .outputFormat(AudioFormat.PCMU_8K)
                    .build();

    final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    final ScriptedTurns turns = new ScriptedTurns(AudioFormat.PCMU_8K, 100);
    final List<IncomingCall> offered = new CopyOnWriteArrayList<>();
    final List<SessionEvent> events = new CopyOnWriteArrayList<>();

    /** The router decides when this is done. */
    final CompletableFuture<Void> decided = new CompletableFuture<>();

    final Patchbay patchbay;
    final URI base;
    private final AtomicInteger count = new AtomicInteger();

    private Call(SessionOptions options, String... settings) {
        Map<String, String> values = Lines.values(settings);
        patchbay =
                Patchbay.builder()
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .callerLegs(new TwilioCalls())
                        .configure(PlugKind.CALLER_LEG, TwilioCalls.NAME, values)
                        .callRouter(
                                call -> {
                                    offered.add(call);
                                    return decided.thenApply(now -> new Decision.Accept(options));
                                })
                        .build();
        String path = values.getOrDefault("path", "");
        Lines.eventually("the door opens", () -> Lines.isOpen(path));
        base = Lines.base(path);
    }

    /** A session that speaks mu-law with its model, and is quiet where nothing comes. */
    static Call plain() {
        return of(options(), "inactivity-ms", "off");
    }

    static SessionOptions.Builder options() {
        return SessionOptions.builder()
                .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                .config(MU_LAW)
                .line(
                        LineChoice.builder()
                                .transport("scripted")
                                .provider("scripted")
                                .key("k")
                                .build());
    }

    /** With these options; calls are taken at once. */
    static Call of(SessionOptions.Builder options, String... settings) {
        Call call = undecided(options, settings);
        call.decided.complete(null);
        return call;
    }

    /** With a router that takes its time. */
    static Call undecided(SessionOptions.Builder options, String... settings) {
        return new Call(options.build(), settings);
    }

    /** A caller whose player is the test's, and whose call stands. */
    Phone rings() {
        Phone phone = Phone.call(base).byHand();
        stands();
        return phone;
    }

    /** Waits until the newest call stands, and hears its events. */
    void stands() {
        Lines.eventually("the call is answered", () -> patchbay.calls().answered() > 0);
        session()
                .listenInline(
                        new SessionListener() {
                            @Override
                            public Set<Interest> interests() {
                                return Set.of(Interest.EVENTS);
                            }

                            @Override
                            public void onEvent(SessionEvent event) {
                                events.add(event);
                            }
                        });
    }

    RealtimeSession session() {
        return patchbay.session(patchbay.sessions().get(0).id()).orElseThrow();
    }

    ScriptedTransport line() {
        return lines.last();
    }

    /** All that the model heard of the caller. */
    byte[] heardByModel() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (AudioClip clip : line().audio()) {
            ByteBuffer bytes = clip.bytes();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            all.writeBytes(copy);
        }
        return all.toByteArray();
    }

    /** All that the carrier has sent until now has been taken in. */
    void settle(Phone phone) {
        byte[] token = new byte[160];
        Arrays.fill(token, (byte) (1 + count.incrementAndGet()));
        phone.media("x", token);
        Lines.eventually("the model hears the caller", () -> endsWith(heardByModel(), token));
    }

    private static boolean endsWith(byte[] all, byte[] end) {
        return all.length >= end.length
                && Arrays.equals(all, all.length - end.length, all.length, end, 0, end.length);
    }

    /** Waits until so many milliseconds wait with the carrier, and their last mark. */
    void sends(Phone phone, int millis) {
        Lines.eventually(
                "the carrier gets " + millis + " ms, has " + phone.waiting(),
                () -> phone.waiting() == millis && phone.markedToTheEnd());
    }

    /** The carrier plays so much, and says so. */
    void plays(Phone phone, int millis) {
        phone.play(millis);
        settle(phone);
    }

    /** The caller begins to speak, as the model says. */
    void interrupted() {
        line().emit(new TransportEvent.SpeechStarted("speech_" + count.incrementAndGet(), 0));
    }

    /** The next command, which cuts an item there. */
    void cuts(String item, long millis) {
        line().expect(
                        Command.TruncateItem.class,
                        cut -> cut.itemId().equals(item) && cut.audioEndMillis() == millis);
    }

    /** Sound of an answer, each byte another than its neighbours. */
    static Turn.Sound sound(String response, String item, int content, int bytes) {
        byte[] tone = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            tone[i] = (byte) (1 + i % 97);
        }
        return new Turn.Sound(response, item, content, AudioClip.of(AudioFormat.PCMU_8K, tone));
    }

    @Override
    public void close() {
        patchbay.close();
        assertTrue(patchbay.sessions().isEmpty());
    }
}
