package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link TransportFactory} and its links keep their contract. The kit plays the session
 * on one side and, through a {@link FarEnd} of the author's, the provider on the other.
 */
public abstract class TransportConformance extends PlugConformance<TransportFactory> {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);
    private static final int COMMANDS = 200;
    private static final int FRAMES = 50;
    private static final int FRAME = 960;
    private static final int FLOOD = 64 << 20;
    private static final int LARGE_FRAME = 32 << 10;

    private final List<Link> links = new ArrayList<>();
    private @Nullable FarEnd far;
    private @Nullable LentLoop loop;

    /** For those who extend it. */
    protected TransportConformance() {
        super(TransportFactory.class);
    }

    /** The other end; a new one for each test, which closes it. */
    protected abstract FarEnd farEnd() throws Exception;

    /**
     * How many bytes a message has that must be refused, with {@link #settings()}; default 32 MiB,
     * 0 for a transport whose messages are bounded by its wire.
     */
    protected int tooLarge() {
        return 32 << 20;
    }

    @Override
    final String nameOf(TransportFactory factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(TransportFactory factory, Settings settings, PlugContext context) {
        return factory.create(settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) throws Exception {
        Link link = link((RealtimeTransport) made);
        talk(link, link.open(far()), "use");
        closed(link);
        Patience.Outcome<Connected> nobody = waiting().outcome(link.connect(far().nowhere()));
        require(
                nobody.failure() instanceof ConnectException,
                "a connect that nobody answers fails with a ConnectException",
                nobody::toString,
                "fail the stage with one");
    }

    @Override
    final void finish(AutoCloseable made) {
        Patience.Outcome<Void> outcome =
                waiting().outcome(((RealtimeTransport) made).close(CloseReason.NORMAL));
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes when the connection is gone, after a bounded handshake",
                outcome::toString,
                "complete the stage");
        links.forEach(Link::settle);
        links.clear(); // what is closed is not to be held from here
    }

    @Override
    final void settle() {
        loop().call(() -> true);
    }

    @BeforeEach
    final void meet() throws Exception {
        far = farEnd();
        loop = new LentLoop();
    }

    @AfterEach
    final void part() throws Exception {
        try {
            for (Link link : links) {
                new Patience(LAST_WAIT).outcome(link.transport.close(CloseReason.NORMAL));
            }
            far().close();
        } finally {
            loop().close();
        }
    }

    private FarEnd far() {
        return java.util.Objects.requireNonNull(far);
    }

    private LentLoop loop() {
        return java.util.Objects.requireNonNull(loop);
    }

    private Link link() throws Exception {
        return link((RealtimeTransport) make());
    }

    private Link link(RealtimeTransport transport) {
        Link link = new Link(transport, loop(), waiting());
        links.clear(); // a link that is no longer used is not to be held
        links.add(link);
        return link;
    }

    /** Something in each direction. */
    private void talk(Link link, FarEnd.Peer peer, String words) throws Exception {
        link.send(Command.Raw.of(words));
        String heard = peer.text(patience());
        require(
                heard.equals(words),
                "a command goes onto the wire",
                () -> "the far end heard " + Finding.brief(heard),
                "hand it to the codec, and what the codec writes to the wire");
        peer.say(KitCodec.NOTE + words);
        require(
                waiting().until(() -> link.ear.heard(words)),
                "a message goes to the codec and comes out as an event",
                () -> "the session heard " + link.ear.events,
                "hand each message to RealtimeCodec.decode");
    }

    private void closed(Link link) {
        Patience.Outcome<Void> outcome = link.close(CloseReason.NORMAL);
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes when the connection is gone, after a bounded handshake",
                outcome::toString,
                "complete the stage");
    }

    private CloseReason ended(Link link) {
        boolean over = waiting().until(() -> !link.ear.ends().isEmpty());
        require(
                over,
                "the end of a link is told: StateChanged(DISCONNECTED) with a reason",
                () -> "the session heard the states " + link.ear.states(),
                "tell it, whoever ended the link");
        return link.ear.ends().get(0);
    }

    private ConnectException refused(Link link, CompletionStage<Connected> connecting) {
        Patience.Outcome<Connected> outcome = waiting().outcome(connecting);
        if (!(outcome.failure() instanceof ConnectException refusal)) {
            throw Finding.of(
                    "a connect that fails, fails with a ConnectException",
                    "" + outcome,
                    "fail the stage with one whose reason says what is wrong and what to do",
                    outcome.failure());
        }
        require(
                !refusal.reason().text().isBlank() && !refusal.reason().text().contains("\n"),
                "the reason is one line for a person",
                () -> Finding.brief(refusal.reason().text()),
                "say in a line what is wrong");
        require(
                ended(link).equals(refusal.reason())
                        && link.transport.state() == TransportState.DISCONNECTED,
                "a failed connect leaves a link that is disconnected, told with the same reason",
                () -> link.ear.ends() + ", state " + link.transport.state(),
                "tell StateChanged(DISCONNECTED, reason) before the stage fails");
        return refusal;
    }

    // ---- what it is

    @Test
    void capabilities_are_stable_and_under_the_same_name() {
        TransportFactory factory = factory();
        TransportCapabilities one = factory.capabilities();
        TransportCapabilities other = factory().capabilities();
        require(
                one.equals(other) && one.name().equals(factory.name()),
                "capabilities are data: the same each time, under the factory's name",
                () -> one + ", then " + other + "; the factory is '" + factory.name() + "'",
                "return a constant");
    }

    @Test
    void mute_is_answered_honestly() throws Exception {
        Link link = link();
        link.open(far());
        Patience.Outcome<String> outcome =
                waiting()
                        .outcome(
                                link.on(
                                        () -> {
                                            if (link.transport.muted() != null) {
                                                link.transport.mute(true);
                                                return "" + link.transport.muted();
                                            }
                                            try {
                                                link.transport.mute(true);
                                                return "nothing was thrown";
                                            } catch (UnsupportedOperationException e) {
                                                return "true";
                                            }
                                        }));
        require(
                "true".equals(outcome.value()),
                "a link without a microphone says null to muted() and refuses mute(); one that has"
                        + " a microphone mutes it",
                outcome::toString,
                "leave both defaults, or implement both");
    }

    // ---- connecting

    @Test
    void an_accepted_connect_completes_and_tells_each_step() throws Exception {
        Link link = link();
        link.open(far());
        List<TransportState> states = link.ear.states();
        require(
                states.equals(List.of(TransportState.CONNECTING, TransportState.CONNECTED))
                        && link.transport.state() == TransportState.CONNECTED,
                "each step is told: CONNECTING, then CONNECTED",
                () -> states + ", state() says " + link.transport.state(),
                "tell StateChanged before the stage completes");
    }

    @Test
    void connecting_while_connected_is_refused_and_disturbs_nothing() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Patience.Outcome<Connected> outcome = waiting().outcome(link.again(far().uri()));
        require(
                outcome.failure() instanceof IllegalStateException,
                "connect throws IllegalStateException when the link is not disconnected",
                outcome::toString,
                "throw it before anything else");
        talk(link, peer, "undisturbed");
    }

    @Test
    void a_connect_that_nobody_answers_fails_with_a_reason() throws Exception {
        Link link = link();
        refused(link, link.connect(far().nowhere()));
    }

    @Test
    void an_opening_that_is_never_accepted_runs_into_the_timeout() throws Exception {
        Link link = link();
        link.timeout = SHORT;
        CompletionStage<Connected> connecting = link.connect(far().uri());
        FarEnd.Peer peer = link.begun(far());
        refused(link, connecting);
        require(
                peer.isGone(patience()),
                "nothing is left open when a connect fails",
                () -> "the far end still has its connection",
                "close the connection");
    }

    @Test
    void a_provider_that_refuses_ends_the_line_with_its_error() throws Exception {
        Link link = link();
        CompletionStage<Connected> connecting = link.connect(far().uri());
        link.begun(far()).say(KitCodec.FATAL);
        ConnectException refusal = refused(link, connecting);
        require(
                refusal.reason().cause() == Cause.FATAL && refusal.reason().error() != null,
                "what a codec reports by failed() is the reason of the end: first failure wins",
                () -> "" + refusal.reason(),
                "keep the error, and take its severity for the cause");
    }

    @Test
    void a_link_connects_again_after_a_failure_and_after_a_close() throws Exception {
        Link link = link();
        refused(link, link.connect(far().nowhere()));
        try {
            talk(link, link.open(far()), "first");
            closed(link);
            talk(link, link.open(far()), "second");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "connecting again after a failure or a close is allowed and starts afresh",
                    Finding.shown(e),
                    "make a new connection with each connect, and keep nothing of the last one",
                    e);
        }
    }

    // ---- the end

    @Test
    void closing_ends_in_order_and_returns_the_same_stage() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        CompletionStage<Void> one = link.transport.close(CloseReason.NORMAL);
        CompletionStage<Void> other = link.transport.close(CloseReason.NORMAL);
        Patience.Outcome<Void> outcome = waiting().outcome(one);
        require(
                one == other && outcome.ended() && outcome.failure() == null,
                "repeated calls of close return the same stage, which completes",
                () -> (one == other ? "one stage" : "two stages") + "; " + outcome,
                "keep the stage of the first close");
        CloseReason reason = ended(link);
        require(
                reason.equals(CloseReason.NORMAL)
                        && link.transport.state() == TransportState.DISCONNECTED
                        && peer.isGone(patience()),
                "close ends the connection and tells the reason that it was given",
                () -> reason + ", state " + link.transport.state(),
                "tell StateChanged(DISCONNECTED, reason) and close at the far end, too");
    }

    @Test
    void closing_from_many_threads_is_one_close() throws Exception {
        Link link = link();
        link.open(far());
        List<CompletableFuture<CompletionStage<Void>>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(
                    CompletableFuture.supplyAsync(
                            () -> link.transport.close(CloseReason.NORMAL), context().workers()));
        }
        Set<Object> stages = Collections.newSetFromMap(new IdentityHashMap<>());
        for (CompletableFuture<CompletionStage<Void>> call : calls) {
            Patience.Outcome<CompletionStage<Void>> outcome = waiting().outcome(call);
            stages.add(outcome.value() == null ? outcome : outcome.value());
        }
        ended(link);
        link.settle();
        require(
                stages.size() == 1 && link.ear.ends().size() == 1,
                "close may be called from any thread, and counts once",
                () -> stages.size() + " stages; the ends told are " + link.ear.ends(),
                "let the first call win, atomically");
    }

    @Test
    void closing_fails_a_connect_in_progress() throws Exception {
        Link link = link();
        CompletionStage<Connected> connecting = link.connect(far().uri());
        FarEnd.Peer peer = link.begun(far());
        closed(link);
        refused(link, connecting);
        require(
                peer.isGone(patience()),
                "nothing is left open when a connect fails",
                () -> "the far end still has its connection",
                "close the connection");
    }

    @Test
    void closing_what_was_never_connected_is_done_at_once() throws Exception {
        Patience.Outcome<Void> outcome = link().close(CloseReason.NORMAL);
        require(
                outcome.ended() && outcome.failure() == null,
                "close completes, also when there never was a connection",
                outcome::toString,
                "return a completed stage");
    }

    @Test
    void the_far_ends_close_is_told_with_its_reason() throws Exception {
        Link link = link();
        link.open(far()).end(4321, "enough for today");
        CloseReason reason = ended(link);
        require(
                reason.cause() == Cause.REMOTE && !reason.text().isBlank(),
                "a far end that closes in order is told as such: cause REMOTE",
                () -> "" + reason,
                "tell who ended the link, and in the text what it said");
    }

    @Test
    void a_lost_line_is_told_once() throws Exception {
        Link link = link();
        link.open(far()).vanish();
        CloseReason reason = ended(link);
        link.settle();
        require(
                link.ear.ends().size() == 1 && reason.cause() == Cause.LOST,
                "a connection that breaks is told once: cause LOST",
                () -> "" + link.ear.ends(),
                "tell it once, whichever side notices first");
    }

    @Test
    void nothing_is_told_after_the_end() throws Exception {
        Link link = link();
        link.open(far());
        Link.Ear first = link.ear;
        closed(link);
        ended(link);
        int told = first.events.size();
        talk(link, link.open(far()), "afresh");
        closed(link);
        link.settle();
        List<TransportEvent> late = first.events.subList(told, first.events.size());
        require(
                late.isEmpty(),
                "a listener is never called after its StateChanged(DISCONNECTED)",
                () -> "it was told " + late,
                "forget the listener with its connection");
    }

    @Test
    void the_codec_is_opened_once_and_closed_once_at_the_end() throws Exception {
        Link link = link();
        link.open(far());
        KitCodec codec = link.codec;
        int early = codec.closed.get();
        closed(link);
        link.settle();
        require(
                codec.opened.get() == 1 && early == 0 && codec.closed.get() == 1,
                "a codec is opened once, and closed once, when its line is gone",
                () ->
                        "opened "
                                + codec.opened
                                + " times, closed "
                                + codec.closed
                                + " times, before the end "
                                + early,
                "close it where the end is told, however the line ended");
    }

    @Test
    void a_link_lives_on_when_another_one_is_closed() throws Exception {
        TransportFactory factory = factory();
        Link one = link(factory.create(settings(), context()));
        one.open(far());
        Link other = link(factory.create(settings(), context()));
        FarEnd.Peer peer = other.open(far());
        closed(one);
        try {
            talk(other, peer, "alive");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "links of one factory do not touch each other",
                    "after one was closed: " + Finding.shown(e),
                    "keep everything in the link, nothing in the factory or static",
                    e);
        }
    }

    // ---- to the wire

    @Test
    void nothing_is_sent_without_a_connection() throws Exception {
        Link link = link();
        requireNotSent(link);
        link.open(far());
        closed(link);
        requireNotSent(link);
    }

    private void requireNotSent(Link link) {
        Patience.Outcome<Receipt> sent = waiting().outcome(link.send(Command.Raw.of("unheard")));
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        Patience.Outcome<SendStatus> sound = link.sound(frame);
        require(
                sent.failure() != null
                        && sound.value() == SendStatus.NOT_CONNECTED
                        && frame.remaining() == FRAME,
                "without a connection a command fails and sound is NOT_CONNECTED, untouched:"
                        + " nothing is dropped in silence",
                () -> "command: " + sent + "; sound: " + sound + ", left " + frame.remaining(),
                "look at the state first");
    }

    @Test
    void a_receipt_names_its_command_and_counts_messages() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Command raw = Command.Raw.of("once");
        Command commit = Command.CommitAudio.now();
        Patience.Outcome<Receipt> one = waiting().outcome(link.send(raw));
        Patience.Outcome<Receipt> two = waiting().outcome(link.send(commit));
        require(
                new Receipt(raw.id(), 1).equals(one.value())
                        && new Receipt(commit.id(), 2).equals(two.value()),
                "a receipt names the command and says how many wire messages it became",
                () -> "of one message: " + one + "; of two: " + two,
                "count what the codec writes for a command");
        require(
                List.of(peer.text(patience()), peer.text(patience()), peer.text(patience()))
                        .equals(List.of("once", "commit", "respond")),
                "a receipt says written",
                () -> "the far end heard something else",
                "complete the stage when the messages are on their way");
    }

    @Test
    void commands_arrive_whole_and_in_order() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        for (int i = 0; i < COMMANDS; i++) {
            link.send(Command.Raw.of("command " + i));
        }
        for (int i = 0; i < COMMANDS; i++) {
            String heard = peer.text(patience());
            String wanted = "command " + i;
            require(
                    heard.equals(wanted),
                    "commands go onto the wire in the order in which they were sent, each once",
                    () -> Finding.brief(heard) + " in place of " + wanted,
                    "write them in one place, in turn");
        }
    }

    @Test
    void what_the_dialect_lacks_fails_and_disturbs_nothing() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        Patience.Outcome<Receipt> outcome =
                waiting().outcome(link.send(Command.ClearInputAudio.now()));
        require(
                outcome.failure() instanceof UnsupportedOperationException,
                "what a codec throws is the failure of the command",
                outcome::toString,
                "fail the stage with what encode throws");
        talk(link, peer, "undisturbed");
    }

    @Test
    void sound_goes_out_in_order_and_is_consumed() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        boolean carried = factory().capabilities().media() != TransportCapabilities.Media.ELSEWHERE;
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = new byte[FRAME];
            Arrays.fill(bytes, (byte) i);
            ByteBuffer frame = ByteBuffer.wrap(bytes);
            Patience.Outcome<SendStatus> outcome = link.sound(frame);
            require(
                    outcome.value() == (carried ? SendStatus.ACCEPTED : SendStatus.NOT_CARRIED)
                            && frame.remaining() == (carried ? 0 : FRAME),
                    "an accepted frame is consumed, any other is untouched",
                    () -> outcome + ", " + frame.remaining() + " bytes left of " + FRAME,
                    "move the position to the limit when, and only when, the answer is ACCEPTED");
            sent.writeBytes(bytes);
            Arrays.fill(bytes, (byte) -1); // valid during the call only
        }
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (carried && heard.size() < sent.size()) {
            heard.writeBytes(peer.sound(patience()));
        }
        require(
                !carried || Arrays.equals(sent.toByteArray(), heard.toByteArray()),
                "sound arrives as it was at the call, in order",
                () -> "the far end heard other bytes than were sent",
                "copy or write the frame during the call");
    }

    @Test
    void a_full_line_refuses_and_tells_when_there_is_room() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        assumeTrue(peer.stall(true), "this far end cannot stall");
        try {
            long accepted = 0;
            Patience.Outcome<SendStatus> last;
            Patience.Outcome<Receipt> sent;
            ByteBuffer frame = ByteBuffer.allocate(LARGE_FRAME);
            do {
                last = new Patience.Outcome<>(false, null, null);
                while (accepted < FLOOD) {
                    frame.clear();
                    last = link.sound(frame);
                    if (last.value() != SendStatus.ACCEPTED) {
                        break;
                    }
                    accepted += LARGE_FRAME;
                }
                String seen = accepted + " bytes were accepted, then " + last;
                require(
                        last.value() == SendStatus.BACKLOG && frame.remaining() == LARGE_FRAME,
                        "the outgoing queue is bounded: a full one answers BACKLOG and leaves the frame",
                        () -> seen,
                        "bound what waits to be written");
                sent = waiting().outcome(link.send(Command.Raw.of("x".repeat(LARGE_FRAME))));
                accepted += LARGE_FRAME;
                // taken: the system below still had room, and the queue was full for a moment only
            } while (sent.value() != null && accepted < FLOOD);
            Patience.Outcome<Receipt> refused = sent;
            require(
                    refused.failure() instanceof BacklogException,
                    "a command that finds the queue full fails with a BacklogException",
                    refused::toString,
                    "fail the stage with one");
        } finally {
            peer.stall(false);
        }
        require(
                waiting().until(() -> link.ear.writable.get() > 0),
                "onWritable tells that there is room again",
                () -> "it was not called after the far end had read everything",
                "call it once after a refusal, when the queue has drained");
    }

    @Test
    void raw_messages_are_told_only_when_wanted() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        talk(link, peer, "unwatched");
        long unwanted = rawSent(link);
        link.ear.raw = true;
        talk(link, peer, "watched");
        require(
                unwanted == 0 && rawSent(link) == 1,
                "RawSent is told for each text message while wantsRaw() says so, and else never",
                () -> unwanted + " unwanted, " + rawSent(link) + " in all",
                "ask the listener for each message, and build nothing for nobody");
    }

    private static long rawSent(Link link) {
        return link.ear.events.stream().filter(TransportEvent.RawSent.class::isInstance).count();
    }

    // ---- from the wire

    @Test
    void sound_comes_in_order() throws Exception {
        assumeTrue(
                factory().capabilities().media() != TransportCapabilities.Media.ELSEWHERE,
                "sound does not come this way");
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = new byte[FRAME];
            Arrays.fill(bytes, (byte) i);
            peer.say(bytes);
            said.writeBytes(bytes);
        }
        peer.say(KitCodec.NOTE + "end");
        require(
                waiting().until(() -> link.ear.heard("end"))
                        && Arrays.equals(said.toByteArray(), link.ear.sound()),
                "what the far end sends is told whole, once, in order of arrival",
                () -> said.size() + " bytes were said, " + link.ear.sound().length + " heard",
                "hand messages on in the order of the wire");
    }

    @Test
    void everything_is_told_on_the_loop() throws Exception {
        Link link = link();
        link.ear.raw = true;
        FarEnd.Peer peer = link.open(far());
        Link.Ear ear = link.ear;
        talk(link, peer, "one");
        peer.say(new byte[FRAME]);
        talk(link, peer, "two");
        peer.vanish();
        ended(link);
        CompletionStage<Connected> refused = link.connect(far().nowhere());
        refused(link, refused);
        List<String> wrong = new ArrayList<>(ear.offLoop);
        wrong.addAll(link.ear.offLoop);
        require(
                wrong.isEmpty(),
                "the listener is called on the loop of the ConnectRequest, always",
                () -> "" + wrong,
                "hand over to the loop what other threads find out");
    }

    @Test
    void an_exception_of_codec_or_listener_does_not_end_the_line() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        try {
            peer.say(KitCodec.BUG);
            talk(link, peer, "after the codec's");
            link.ear.angry = true;
            peer.say(KitCodec.NOTE + "anger");
            waiting().until(() -> link.ear.heard("anger"));
            link.ear.angry = false;
            talk(link, peer, "after the listener's");
        } catch (Exception | AssertionError e) {
            throw Finding.of(
                    "an exception of codec or listener is contained",
                    "after one: " + Finding.shown(e),
                    "catch what decode and the listener throw; the thread serves others as well",
                    e);
        }
    }

    @Test
    void a_message_beyond_the_bound_ends_the_line() throws Exception {
        assumeTrue(tooLarge() > 0, "tooLarge() says that the wire bounds it");
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        String words = KitCodec.NOTE + "x".repeat(tooLarge());
        CompletableFuture.runAsync(
                () -> {
                    try {
                        peer.say(words);
                    } catch (Exception e) {
                        System.getLogger(TransportConformance.class.getName())
                                .log(System.Logger.Level.DEBUG, "it was not taken", e);
                    }
                },
                context().workers());
        boolean over =
                waiting()
                        .until(
                                () ->
                                        !link.ear.ends().isEmpty()
                                                || link.ear.heard("x".repeat(tooLarge())));
        require(
                over && !link.ear.ends().isEmpty() && link.ear.ends().get(0).cause() != Cause.LOCAL,
                "a message beyond the bound ends the line with a reason, never in memory",
                () ->
                        link.ear.ends().isEmpty()
                                ? "a message of " + tooLarge() + " bytes was taken, or nothing came"
                                : "" + link.ear.ends(),
                "refuse it before it is read, and close with cause PROTOCOL");
    }

    // ---- secrets

    @Test
    void no_key_shows() throws Exception {
        Link link = link();
        FarEnd.Peer peer = link.open(far());
        List<String> shown = new ArrayList<>();
        shown.add(link.transport.toString());
        peer.end(4001, "wrong key " + Link.KEY);
        CloseReason reason = ended(link);
        shown.add(reason.toString());
        Link.Ear first = link.ear;
        first.events.forEach(event -> shown.add(event.toString()));
        ConnectException refusal = refused(link, link.connect(far().nowhere()));
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            shown.add(each.toString());
        }
        link.ear.events.forEach(event -> shown.add(event.toString()));
        requireHidden(shown, Set.of(Link.KEY));
    }
}
