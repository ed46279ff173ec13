package io.patchbay.transport.sip.internal.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.OutgoingCalls;
import io.patchbay.sip.SipEnd;
import io.patchbay.tck.VirtualLoop;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls that are placed, and what a plug without settings does. */
class DialTest {

    private static final URI ANNA = URI.create("sip:anna@example.org");

    private final ScriptedExchange exchange = new ScriptedExchange();
    private final VirtualLoop loop = new VirtualLoop();
    private final Told told = new Told();

    /** What a session hears of its leg. */
    private static final class Told implements CallerLeg.Listener {
        final List<String> news = new ArrayList<>();
        @Nullable CloseReason end;

        @Override
        public void onAudio(ByteBuffer frame) {
            news.add("sound");
        }

        @Override
        public void onRinging() {
            news.add("ringing");
        }

        @Override
        public void onMediaUp() {
            news.add("up");
        }

        @Override
        public void onDtmf(String key) {
            news.add(key);
        }

        @Override
        public void onHold(boolean on) {
            news.add("hold " + on);
        }

        @Override
        public void onInputEnd() {
            news.add("end of sound");
        }

        @Override
        public void onClosed(CloseReason reason) {
            news.add("closed");
            end = reason;
        }
    }

    private static final class Nobody implements IncomingCalls {
        @Override
        public CompletionStage<Decision> offer(IncomingCall call) {
            return CompletableFuture.completedFuture(new Decision.Refuse(603, "not here"));
        }

        @Override
        public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
            throw new AssertionError("nobody was to be answered");
        }
    }

    private AutoCloseable listen(Map<String, String> settings) {
        return new SipLegs(exchange)
                .listen(
                        Settings.of(settings),
                        new PlugContext() {
                            @Override
                            public String name() {
                                return "sip";
                            }

                            @Override
                            public Executor workers() {
                                return Runnable::run;
                            }
                        },
                        new Nobody());
    }

    private OutgoingCalls door(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("port", "0", "codecs", "PCMU"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return assertInstanceOf(OutgoingCalls.class, listen(settings));
    }

    private ScriptedCall dial(OutgoingCalls door) {
        CallerLeg leg = door.dial(DialRequest.of("sip", ANNA));
        leg.join(loop, told);
        loop.run();
        return exchange.placed.get(0);
    }

    @Test
    void a_call_is_placed_when_its_leg_joins_rings_and_is_answered() {
        OutgoingCalls door = door("dial-targets", "sip:*@example.org");
        ScriptedCall call = dial(door);
        call.rings();
        loop.run();
        assertEquals(List.of("ringing"), told.news);
        call.confirm();
        loop.run();
        assertEquals(List.of("ringing", "up"), told.news);
        assertEquals(List.of("take"), call.did, "who places a call does not answer it");
    }

    @Test
    void a_call_that_is_refused_says_with_which_status() {
        ScriptedCall call = dial(door("dial-targets", "*"));
        call.ends(new SipEnd(SipEnd.Cause.REFUSED, 486, "Busy Here"));
        loop.run();
        assertEquals(List.of("closed"), told.news);
        assertEquals(486, java.util.Objects.requireNonNull(told.end).code());
    }

    @Test
    void a_leg_that_is_closed_gives_the_call_up() {
        CallerLeg leg = door("dial-targets", "*").dial(DialRequest.of("sip", ANNA));
        leg.join(loop, told);
        loop.run();
        leg.close();
        loop.run();
        assertTrue(exchange.placed.get(0).did.get(1).startsWith("end"));
        assertEquals(List.of("closed"), told.news);
    }

    @Test
    void a_leg_that_is_closed_before_it_joined_calls_nobody() {
        CallerLeg leg = door("dial-targets", "*").dial(DialRequest.of("sip", ANNA));
        leg.close();
        leg.join(loop, told);
        loop.run();
        assertTrue(exchange.placed.isEmpty());
        assertEquals(List.of("closed"), told.news);
    }

    @Test
    void nobody_is_called_whom_the_settings_do_not_allow() {
        for (OutgoingCalls door : List.of(door(), door("dial-targets", "sip:*@example.com"))) {
            DialException refused =
                    assertThrows(DialException.class, () -> door.dial(DialRequest.of("sip", ANNA)));
            assertEquals(DialException.Kind.NOT_ALLOWED, refused.kind());
        }
    }

    @Test
    void header_fields_go_along_and_none_that_make_the_call_another() {
        OutgoingCalls door = door("dial-targets", "*");
        assertNotNull(door.dial(DialRequest.builder("sip", ANNA).header("X-Order", "17").build()));
        for (String name :
                List.of("Via", "Route", "Content-Type", "v", "X Y", "Proxy-Authorization")) {
            assertThrows(
                    DialException.class,
                    () -> door.dial(DialRequest.builder("sip", ANNA).header(name, "1").build()),
                    name);
        }
        assertThrows(
                DialException.class,
                () ->
                        door.dial(
                                DialRequest.builder("sip", ANNA)
                                        .header("X-Order", "17\r\nRoute: <sip:x>")
                                        .build()));
    }

    @Test
    void without_a_port_nothing_listens() throws Exception {
        try (AutoCloseable door = listen(Map.of())) {
            assertNotNull(door);
            assertNull(exchange.settings());
        }
    }
}
