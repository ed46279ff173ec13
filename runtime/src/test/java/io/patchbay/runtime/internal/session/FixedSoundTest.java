package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers whose sound is what it is, and that take no instructions for one answer. */
class FixedSoundTest {
    private static Call fixed(AudioFormat hears, AudioFormat speaks, SessionConfig config) {
        Call call =
                Call.to(
                        Poor.sounding(hears, speaks, false),
                        SessionOptions.builder().agent(Call.agent()).config(config));
        call.connect();
        return call;
    }

    @Test
    void a_provider_is_not_asked_for_a_rate_that_it_does_not_have() {
        try (Call call = fixed(AudioFormat.PCM16_16K, AudioFormat.PCM16_24K, SessionConfig.EMPTY)) {
            assertTrue(call.opening().value(ConfigField.INPUT_FORMAT).isEmpty());
            for (int i = 0; i < 50; i++) {
                call.session.sendAudio(Call.frame(i));
            }
            call.run();
            List<AudioClip> sent = call.line().audio();
            long micros = sent.stream().mapToLong(c -> c.format().micros(c.size())).sum();
            assertEquals(AudioFormat.PCM16_16K, sent.get(0).format());
            assertTrue(Math.abs(micros - 1_000_000) < 20_000, micros + " of 1000000 us");
        }
    }

    @Test
    void a_format_that_the_application_chose_is_converted_for_the_provider() {
        SessionConfig chosen =
                SessionConfig.builder()
                        .inputFormat(AudioFormat.PCM16_48K)
                        .outputFormat(AudioFormat.PCM16_48K)
                        .build();
        try (Call call = fixed(AudioFormat.PCMU_8K, AudioFormat.PCMU_8K, chosen)) {
            call.session.sendAudio(java.nio.ByteBuffer.allocate(AudioFormat.PCM16_48K.bytes(200)));
            call.run();
            assertEquals(AudioFormat.PCMU_8K, call.line().audio().get(0).format());
        }
    }

    @Test
    void what_was_heard_counts_in_what_was_generated() {
        try (Call call = fixed(AudioFormat.PCMU_8K, AudioFormat.PCMU_8K, SessionConfig.EMPTY)) {
            call.says("Hello");
            ScriptedTurns slow = new ScriptedTurns(AudioFormat.PCMU_8K, 100);
            Turn answer = slow.spokenAnswer("One two three four five six.", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(400);
            call.does(() -> call.session.interrupt());
            call.line().expect(Command.CancelResponse.class);
            long heard = call.line().expect(Command.TruncateItem.class).audioEndMillis();
            assertTrue(heard >= 380 && heard <= 420, heard + " ms");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_greeting_is_said_where_no_answer_can_be_instructed(boolean verbatim) {
        Utterance greeting =
                verbatim ? Utterance.verbatim("Good day!") : Utterance.instructed("Greet.");
        Call call =
                Call.to(
                        Poor.having(Poor.selfish()),
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .manners(Manners.builder().greeting(greeting).build()));
        call.connect();
        try (call) {
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            String words = ((Item.Message) told.item()).text();
            assertTrue(words.contains(verbatim ? "Good day!" : "Greet."), words);
            assertTrue(!words.contains("Be kind."), "the agent's own it has");
            assertTrue(call.line().expect(Command.CreateResponse.class).options().isDefault());
            call.hears(call.turns.accepted(told.item()));
            assertEquals(0, call.session.history().size(), "nobody said that");
            call.hears(call.turns.spokenAnswer("Good day!", 200));
            call.advance(10_000);
            assertEquals(1, call.session.history().size());
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
        }
    }

    @Test
    void without_any_way_to_tell_the_model_a_saying_is_refused_with_what_to_do() {
        java.util.Set<Feature> features = Poor.selfish();
        features.remove(Feature.TEXT_INPUT);
        Call call = Call.to(Poor.having(features), SessionOptions.builder().agent(Call.agent()));
        call.connect();
        try (call) {
            var said = call.does(() -> call.session.say("Good day!")).toCompletableFuture();
            assertTrue(said.isCompletedExceptionally());
            String why = said.handle((ok, failure) -> String.valueOf(failure)).join();
            assertTrue(why.contains("play a clip"), why);
        }
    }
}
