package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A door, far ends that are scripted, and sound that is. */
abstract class DoorTest {

    final ScriptedSounds sounds = new ScriptedSounds();
    final BlockingQueue<SipInvitation> invitations = new LinkedBlockingQueue<>();
    final SerialLoop loop = EventLoops.shared().next();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    final SipDoor door(UnaryOperator<SipSettings.Builder> more) throws IOException {
        SipDoor door =
                SharedSipDoors.open(
                        UUID.randomUUID().toString(),
                        more.apply(SipSettings.builder()).build(),
                        invitations::add,
                        sounds);
        open.push(door);
        return door;
    }

    final SipDoor door() throws IOException {
        return door(each -> each);
    }

    final Peer peer(SipDoor door) throws IOException {
        Peer peer = new Peer(door.listening().get(0));
        open.push(peer);
        return peer;
    }

    final SipInvitation invitation() throws InterruptedException {
        SipInvitation next = invitations.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no call came");
        }
        return next;
    }

    final ScriptedSounds.Scripted sound() throws InterruptedException {
        ScriptedSounds.Scripted next = sounds.opened.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no sound was opened");
        }
        return next;
    }

    /** What was asked of a sound until now; what the door has handed over before is done. */
    final java.util.List<String> asked(ScriptedSounds.Scripted sound) throws Exception {
        on(() -> CompletableFuture.completedStage("")).get(60, TimeUnit.SECONDS);
        return sound.asked;
    }

    /** Does something on the loop of the call's owner. */
    final <T> CompletableFuture<T> on(Supplier<CompletionStage<T>> what) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(
                () ->
                        what.get()
                                .whenComplete(
                                        (value, failure) -> {
                                            if (failure == null) {
                                                done.complete(value);
                                            } else {
                                                done.completeExceptionally(failure);
                                            }
                                        }));
        return done;
    }

    /** A call of {@code peer} that is up. */
    final Up up(Peer peer, String... headers) throws Exception {
        PeerCall far = new PeerCall(peer);
        String[] more = java.util.Arrays.copyOf(headers, headers.length + 1);
        more[headers.length] = ScriptedSounds.description("first");
        far.send("INVITE", more);
        Owner owner = new Owner();
        SipCall call = invitation().take(loop, owner);
        CompletableFuture<Void> answered = on(call::answer);
        far.answer(200, "INVITE");
        far.ack();
        answered.get(60, TimeUnit.SECONDS);
        return new Up(far, call, owner, sound());
    }

    /** A call that is up, from both sides. */
    record Up(PeerCall far, SipCall call, Owner owner, ScriptedSounds.Scripted sound) {}
}
