package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipState;
import io.patchbay.sip.internal.Peer.Message;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sockets that plugs share. */
class DoorsTest extends DoorTest {

    private static final String OFFER = ScriptedSounds.description("first");
    private final String name = UUID.randomUUID().toString();

    private SipDoor open(SipSettings settings, SipHandler handler) throws IOException {
        return SharedSipDoors.open(name, settings, handler, sounds);
    }

    private static SipSettings defaults() {
        return SipSettings.builder().build();
    }

    /** Streams need loops of their own home, which a test's is not. */
    private static SipSettings datagrams() {
        return SipSettings.builder().carriers(java.util.Set.of(SipSettings.Carrier.UDP)).build();
    }

    @Test
    void the_newest_door_takes_new_calls_and_the_one_before_again_when_it_is_gone()
            throws Exception {
        BlockingQueue<SipInvitation> second = new LinkedBlockingQueue<>();
        try (SipDoor old = open(defaults(), invitations::add)) {
            Peer peer = peer(old);
            Up up = up(peer);
            SipDoor successor = open(SipSettings.builder().maxCalls(2).build(), second::add);
            assertEquals(old.listening(), successor.listening());
            old.memory().put("turn", "7");
            assertEquals("7", successor.memory().get("turn"));
            new PeerCall(peer).send("INVITE", OFFER);
            assertNotNull(second.poll(60, TimeUnit.SECONDS));
            PeerCall full = new PeerCall(peer).send("INVITE", OFFER);
            full.answer(503, "INVITE"); // its settings hold: two at once
            full.ackRefusal();
            successor.close();
            new PeerCall(peer).send("INVITE", OFFER);
            invitation();
            assertEquals(SipState.UP, up.call().state());
            up.far().send("BYE");
            up.far().answer(200, "BYE");
            up.owner().ended();
        }
    }

    @Test
    void a_place_without_a_plug_is_kept_and_says_so_while_calls_go_on() throws Exception {
        SipDoor old = open(defaults(), invitations::add);
        Peer peer = peer(old);
        Up up = up(peer);
        old.memory().put("a", "b");
        old.close();
        old.close();
        PeerCall meanwhile = new PeerCall(peer).send("INVITE", OFFER);
        assertTrue(!meanwhile.answer(503, "INVITE").header("Retry-After").isEmpty());
        meanwhile.ackRefusal();
        up.far().send("INVITE", OFFER);
        up.far().answer(200, "INVITE");
        up.far().ack();
        assertThrows(
                IllegalStateException.class,
                () ->
                        old.call(
                                io.patchbay.sip.SipTarget.of(java.net.URI.create("sip:a@b")),
                                loop,
                                new Owner()));
        try (SipDoor next = open(defaults(), invitations::add)) {
            assertEquals(old.listening(), next.listening());
            assertEquals("b", next.memory().get("a"));
            new PeerCall(peer).send("INVITE", OFFER);
            invitation();
        }
        up.call().end(480, "done");
        peer.respond(up.far().request("BYE"), 200);
    }

    @Test
    void sockets_are_freed_after_the_grace_and_the_last_call() throws Exception {
        HandTimers timers = new HandTimers(EventLoops.shared().next());
        SharedSipDoor shared = SharedSipDoor.bind("127.0.0.1", datagrams(), name, timers, sounds);
        SipDoor door = shared.open("door", datagrams(), invitations::add);
        assertTrue(!shared.isOver());
        door.close();
        SipDoor again = shared.open("door", datagrams(), invitations::add);
        again.close();
        java.util.concurrent.CompletableFuture<Void> ended =
                java.util.concurrent.CompletableFuture.runAsync(
                        () -> {
                            while (!shared.isOver()) {
                                Thread.onSpinWait();
                            }
                        });
        ended.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_place_that_has_ended_takes_nobody_in() throws Exception {
        SharedSipDoor shared =
                SharedSipDoor.bind(
                        "127.0.0.1", datagrams(), name, EventLoops.shared().next(), sounds);
        assertNotNull(shared.join("door", datagrams(), invitations::add));
        shared.end();
        shared.awaitFreed();
        assertNull(shared.join("door", datagrams(), invitations::add));
    }

    @Test
    void the_end_of_all_hangs_up() throws Exception {
        SharedSipDoor shared =
                SharedSipDoor.bind(
                        "127.0.0.1", defaults(), name, EventLoops.shared().next(), sounds);
        SipDoor door = shared.open("door", defaults(), invitations::add);
        Peer peer = peer(door);
        Up up = up(peer);
        PeerCall ringing = new PeerCall(peer).send("INVITE", OFFER);
        invitation();
        shared.end();
        up.far().request("BYE");
        ringing.answer(503, "INVITE");
        assertEquals(Cause.LOCAL, up.owner().ended().cause());
    }

    @Test
    void doors_of_other_names_get_ports_of_their_own() throws Exception {
        SipDoor one = door(each -> each.carriers(java.util.Set.of(SipSettings.Carrier.UDP)));
        SipDoor two = door();
        assertNotEquals(one.listening(), two.listening());
        SipSettings more = SipSettings.builder().port(Integer.parseInt(portOf(one))).build();
        Exception refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SharedSipDoors.open("third", more, invitations::add, sounds));
        assertTrue(String.valueOf(refused.getMessage()).contains("carriers has TCP"));
    }

    private static String portOf(SipDoor door) {
        return door.listening().get(0).getSchemeSpecificPart().split("[:;]")[1];
    }

    @Test
    void a_source_has_only_so_many_calls() throws Exception {
        SipDoor door = door(each -> each.maxCallsPerSource(1));
        Peer peer = peer(door);
        Up up = up(peer);
        PeerCall second = new PeerCall(peer).send("INVITE", OFFER);
        Message refused = second.answer(503, "INVITE");
        assertTrue(!refused.header("Retry-After").isEmpty());
        second.ackRefusal();
        assertEquals(1, door.counters().refusedByLimit());
        assertEquals(2, door.counters().offered());
        assertEquals(1, door.counters().calls());
        up.far().send("BYE");
        up.far().answer(200, "BYE");
        new PeerCall(peer).send("INVITE", OFFER);
        invitation();
    }

    @Test
    void a_full_door_says_so_when_asked() throws Exception {
        SipDoor door = door(each -> each.maxCalls(1));
        Peer peer = peer(door);
        up(peer);
        new PeerCall(peer).send("OPTIONS").answer(486, "OPTIONS");
    }

    @Test
    void nothing_of_a_plug_is_kept_after_its_calls() throws Exception {
        SipDoor stays = open(defaults(), invitations::add);
        Peer peer = peer(stays);
        WeakReference<Object> plug = plugThatCameAndWent(peer);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (plug.get() != null && System.nanoTime() < end) {
            System.gc();
        }
        assertNull(plug.get(), "something still refers to the plug");
        stays.close();
    }

    /** Its own frame, so that nothing of it stays on the stack. */
    private WeakReference<Object> plugThatCameAndWent(Peer peer) throws Exception {
        Object plug = new Object();
        BlockingQueue<SipInvitation> its = new LinkedBlockingQueue<>();
        SipDoor door =
                open(
                        SipSettings.builder()
                                .passwords(
                                        user -> {
                                            throw new IllegalStateException(plug.toString());
                                        })
                                .transferTargets(target -> plug.hashCode() == 0)
                                .build(),
                        call -> {
                            its.add(call);
                            assertNotNull(plug);
                        });
        PeerCall far = new PeerCall(peer).send("INVITE", OFFER);
        SipInvitation invitation = its.poll(60, TimeUnit.SECONDS);
        Owner owner =
                new Owner() {
                    @Override
                    public String toString() {
                        return plug.toString();
                    }
                };
        assertNotNull(invitation);
        io.patchbay.sip.SipCall call = invitation.take(loop, owner);
        on(call::answer);
        far.answer(200, "INVITE");
        far.ack();
        assertEquals("answered", owner.next());
        far.send("BYE");
        far.answer(200, "BYE");
        owner.ended();
        PeerCall refused = new PeerCall(peer).send("INVITE", OFFER);
        SipInvitation second = its.poll(60, TimeUnit.SECONDS);
        assertNotNull(second);
        second.refuse(486, "busy", Duration.ofSeconds(1));
        refused.answer(486, "INVITE");
        refused.ackRefusal();
        door.close();
        // what the door was asked before is done when this is
        new PeerCall(peer).send("OPTIONS").answer(200, "OPTIONS");
        assertThrows(
                java.util.concurrent.ExecutionException.class,
                () -> on(call::answer).get(60, TimeUnit.SECONDS));
        return new WeakReference<>(plug);
    }

    @Test
    void listeners_that_fail_harm_nobody() throws Exception {
        Peer peer = peer(door());
        PeerCall far = new PeerCall(peer).send("INVITE", OFFER);
        Owner owner =
                new Owner() {
                    @Override
                    public void onAnswered() {
                        super.onAnswered();
                        throw new IllegalStateException("on purpose");
                    }
                };
        io.patchbay.sip.SipCall call = invitation().take(loop, owner);
        on(call::answer);
        far.answer(200, "INVITE");
        far.ack();
        owner.next();
        far.send("BYE");
        far.answer(200, "BYE");
        assertEquals(Cause.REMOTE, owner.ended().cause());
        Throwable late =
                assertThrows(
                                java.util.concurrent.ExecutionException.class,
                                () -> on(() -> call.hold(true)).get(60, TimeUnit.SECONDS))
                        .getCause();
        assertInstanceOf(SipException.class, late);
        assertEquals(List.of("answer first", "start", "close"), asked(sound()));
    }
}
