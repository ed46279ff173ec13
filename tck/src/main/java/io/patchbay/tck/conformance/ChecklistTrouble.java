package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Errors, limits, and how lines end. */
@Contract({ProviderError.class, CodecContext.class, RealtimeCodec.class})
abstract class ChecklistTrouble extends ChecklistTools {

    private static final int LONG = 200_000;
    private static final Duration SILENCE = Duration.ofMinutes(10);

    @Test
    void a_complaint_is_told_and_the_line_goes_on() {
        BenchLine line = line();
        said(line, WireWord.ERROR, dialect -> dialect.error("too fast"));
        List<TransportEvent.Error> told = line.events(TransportEvent.Error.class);
        require(
                told.size() == 1
                        && told.get(0).error().severity() == Severity.RECOVERABLE
                        && told.get(0).error().message().contains("too fast")
                        && line.failures().isEmpty(),
                "an error after which the line goes on is told in the provider's words, as"
                        + " RECOVERABLE",
                () -> told + ", failed " + line.failures(),
                "tell TransportEvent.Error, and do not call failed()");
        requireWorking(line, "after an error");
    }

    @Test
    void a_lost_line_is_reported_as_one_that_another_may_replace() {
        BenchLine line = line();
        answering(line);
        said(line, WireWord.LINE_LOST, dialect -> dialect.lineLost("the session is over"));
        requireFailed(line, Severity.LINE_LOST, "the session is over");
    }

    @Test
    void a_refusal_is_reported_as_one_that_needs_a_person() {
        BenchLine line = bench().begin(config(), model(), List.of(), false);
        line.settle();
        said(line, WireWord.REFUSED, dialect -> dialect.refused("no money left"));
        requireFailed(line, Severity.FATAL, "no money left");
    }

    private static void requireFailed(BenchLine line, Severity severity, String words) {
        List<ProviderError> failures = line.failures();
        require(
                failures.size() == 1
                        && failures.get(0).severity() == severity
                        && failures.get(0).message().contains(words),
                "what ends a line is reported once, by CodecContext.failed, with its severity and"
                        + " the provider's words",
                () -> "failed " + failures + ", wanted " + severity,
                "tell errors apart by what the provider documents");
    }

    @Test
    void the_end_that_a_provider_announces_is_told_with_the_time_left() {
        BenchLine line = line();
        said(line, WireWord.GO_AWAY, dialect -> dialect.goAway(Duration.ofSeconds(30)));
        List<TransportEvent.GoAway> told = line.events(TransportEvent.GoAway.class);
        require(
                told.size() == 1
                        && !told.get(0).timeLeft().isNegative()
                        && told.get(0).timeLeft().compareTo(Duration.ofSeconds(31)) < 0,
                "an announced end is told by GoAway, so that a session moves in time",
                () -> "" + told,
                "tell it");
        requireWorking(line, "until then");
    }

    @Test
    void long_words_are_neither_cut_nor_lost() {
        BenchLine line = line();
        String words = "word ".repeat(LONG / 5);
        line.say(ServerDialect::answerBegins);
        line.say(dialect -> dialect.words(words));
        line.say(ServerDialect::done);
        String told =
                String.join(
                        "",
                        line.events(TransportEvent.TranscriptDelta.class).stream()
                                .map(TransportEvent.TranscriptDelta::delta)
                                .toList());
        require(
                told.equals(words),
                "words of any length within the bounds of the line are told whole",
                () -> told.length() + " characters of " + words.length(),
                "set bounds above what a provider may say");
    }

    @Test
    void a_message_beyond_the_providers_limit_is_refused_or_sent_whole() {
        int limit = Math.min(able().limits().messageBytes(), LONG);
        BenchLine line = line();
        for (int length : new int[] {limit / 2, able().limits().messageBytes() + 1}) {
            String words = "x".repeat(length);
            BenchLine.Sent sent = line.sent(Command.CreateItem.append(Item.Message.user(words)));
            boolean whole =
                    sent.refusal() == null
                            && sent.heard().stream()
                                    .anyMatch(
                                            each ->
                                                    each instanceof Heard.Message told
                                                            && told.text().equals(words));
            boolean allowed = length > limit || !has(Feature.TEXT_INPUT);
            require(
                    whole
                            || allowed
                                    && sent.refusal() != null
                                    && sent.refusal().getMessage() != null,
                    "a message is sent whole, or refused with a reason; one within the limits is"
                            + " sent",
                    () -> length + " characters: " + Finding.brief(sent.toString()),
                    "never cut what somebody wrote");
        }
        requireWorking(line, "after a long message");
    }

    @Test
    void the_end_of_a_connection_ends_the_codec() {
        for (Consumer<BenchPeer> end :
                List.<Consumer<BenchPeer>>of(
                        peer -> peer.end(1000, "done"),
                        peer -> peer.end(1008, "against the rules"),
                        peer -> peer.end(1011, "out of order"),
                        BenchPeer::vanish)) {
            BenchLine line = line();
            answering(line);
            end.accept(line.peer);
            boolean over = new Patience(patience()).until(line::isOver);
            int events = line.events().size();
            require(
                    over && line.codec.thrown.isEmpty() && line.ready() == 1,
                    "a connection that ends, in order or not, in the middle of an answer, is the"
                            + " end of the line and nothing worse",
                    () -> "over: " + over + ", thrown " + line.codec.thrown + ", " + events,
                    "keep to the messages; how lines end is the transport's affair");
        }
        requireWorking(line(), "on the next line");
    }

    @Test
    void silence_is_borne_and_nothing_is_left_of_a_closed_line() {
        MemoryLine line = new MemoryLine(dialect(), config(), model());
        ProviderConnector connector =
                provider().create(profile(), settings(), new LentContext("silence"));
        RealtimeCodec codec = line.open(connector);
        int before = line.messages;
        for (int i = 0; i < SILENCE.toSeconds(); i++) {
            line.loop.advance(Duration.ofSeconds(1));
        }
        int sent = line.messages - before;
        boolean failed = line.failed;
        codec.close();
        connector.close();
        int timers = line.loop.timers();
        require(
                !failed && sent <= SILENCE.toSeconds() && timers == 0,
                "ten minutes in which nobody speaks are no error, take no more than a message a"
                        + " second to stay alive, and after close no timer is left",
                () -> sent + " messages, " + timers + " timers" + (failed ? ", failed" : ""),
                "end timers in close; leave watching the line to the transport");
    }
}
