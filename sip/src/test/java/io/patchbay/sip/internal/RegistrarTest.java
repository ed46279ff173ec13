package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Secret;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipRegistration;
import io.patchbay.sip.SipRegistration.State;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.Peer.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrarTest extends DoorTest {

    private final Peer registrar = new Peer(URI.create("sip:127.0.0.1:9"));
    private final HandTimers timers = new HandTimers(EventLoops.shared().next());
    private final SharedSipDoor shared;
    private final SipDoor door;

    RegistrarTest() throws IOException {
        shared =
                SharedSipDoor.bind(
                        "127.0.0.1", settings(true), UUID.randomUUID().toString(), timers, sounds);
        door = shared.open("door", settings(true), invitations::add);
        registrar.towards(door.listening().get(0));
    }

    private SipSettings settings(boolean registers) {
        SipSettings.Registration registration =
                new SipSettings.Registration(
                        URI.create("sip:127.0.0.1:" + registrar.port()),
                        URI.create("sip:agent@example.org"),
                        "agent",
                        Secret.of("secret"),
                        Duration.ofSeconds(300));
        return SipSettings.builder()
                .carriers(Set.of(SipSettings.Carrier.UDP))
                .registrations(registers ? List.of(registration) : List.of())
                .build();
    }

    @AfterEach
    void end() {
        shared.end();
        registrar.close();
    }

    private void await(State state) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (door.registrations().stream().noneMatch(each -> each.state() == state)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(state + " is not reached: " + door.registrations());
            }
            Thread.onSpinWait();
        }
    }

    private Message next(long number) throws InterruptedException {
        return registrar.await(
                "REGISTER " + number,
                each -> each.isRequest("REGISTER") && each.number() == number);
    }

    @Test
    void an_address_is_registered_refreshed_and_taken_back() throws Exception {
        Message first = next(1);
        assertEquals("REGISTER sip:127.0.0.1:" + registrar.port() + " SIP/2.0", first.first());
        assertEquals("<sip:agent@example.org>", first.header("To"));
        registrar.respond(first, 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"");
        Message second = next(2);
        assertTrue(second.header("Authorization").contains("username=\"agent\""));
        assertFalse(second.text().contains("secret"));
        registrar.respond(second, 423, "Min-Expires: 900");
        Message third = next(3);
        assertEquals("900", third.header("Expires"));
        registrar.respond(third, 200, "Contact: " + third.header("Contact"));
        await(State.REGISTERED);
        SipRegistration state = door.registrations().get(0);
        assertEquals(900, state.seconds());
        assertEquals(URI.create("sip:agent@example.org"), state.address());

        timers.pass(Duration.ofSeconds(900));
        Message again = next(4);
        registrar.respond(again, 200, "Contact: " + again.header("Contact"));
        // a newer door that wants the same goes on with it, one that wants nothing takes it back
        SipDoor successor = shared.open("door", settings(true), invitations::add);
        SipDoor without = shared.open("door", settings(false), invitations::add);
        Message last = next(5);
        assertEquals("0", last.header("Expires"));
        assertTrue(without.registrations().isEmpty());
        registrar.respond(last, 200);
        successor.close();
    }

    @Test
    void a_registrar_that_refuses_is_asked_again_later() throws Exception {
        registrar.respond(next(1), 503, "Retry-After: 30");
        await(State.FAILED);
        assertEquals(503, door.registrations().get(0).status());
        timers.pass(Duration.ofSeconds(60));
        Message again = next(2);
        registrar.respond(again, 200, "Expires: 120");
        await(State.REGISTERED);
        assertEquals(120, door.registrations().get(0).seconds());
    }
}
