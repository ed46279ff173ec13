package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.agent;
import static io.patchbay.runtime.internal.session.ToolScript.answered;
import static io.patchbay.runtime.internal.session.ToolScript.outputs;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said while tools take long (RULES 14). */
class ToolFillerTest {
    private final ToolScript.Slow one = new ToolScript.Slow();
    private final ToolScript.Slow two = new ToolScript.Slow();

    private static Utterance clip(int millis) {
        return Utterance.clip(ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, millis));
    }

    private static Call call(Utterance filler, FunctionTool... tools) {
        return Call.with(
                SessionOptions.builder()
                        .agent(agent(tools))
                        .tools(ToolPolicy.builder().filler(filler).build()));
    }

    @Test
    void a_long_call_is_filled_once_for_all_calls_of_its_response() {
        try (Call call = call(clip(200), one.named("one"), two.named("two"))) {
            call.hears(response("r1", wish("c1", "one", "{}"), wish("c2", "two", "{}")));
            call.advance(1_499);
            assertTrue(call.heard.isEmpty());
            call.advance(1_000);
            int frames = call.heard.size();
            assertTrue(frames > 0, "the clip is played");
            call.advance(20_000);
            assertEquals(frames, call.heard.size(), "and played once");
            call.line().assertComplete();
            one.result.complete(ToolResult.of("one"));
            two.result.complete(ToolResult.of("two"));
            call.run();
            assertEquals(List.of("c1=one", "c2=two"), outputs(call), "and is no output");
        }
    }

    @Test
    void a_quick_call_is_not_filled() {
        try (Call call = call(clip(200), one.named("one"))) {
            call.hears(response("r1", wish("c1", "one", "{}")));
            call.advance(1_400);
            one.result.complete(ToolResult.of("one"));
            call.run();
            answered(call);
            call.advance(5_000);
            assertTrue(call.heard.isEmpty());
        }
    }

    @Test
    void a_tool_has_words_of_its_own() {
        FunctionTool tool =
                one.of(FunctionTool.builder("one").filler(Utterance.verbatim("One moment.")));
        try (Call call = Call.with(agent(tool))) {
            call.hears(response("r1", wish("c1", "one", "{}")));
            call.advance(1_600);
            Command.CreateResponse asked = call.line().expect(Command.CreateResponse.class);
            assertTrue(asked.options().outOfBand());
        }
    }

    @Test
    void nothing_is_said_while_the_caller_or_the_agent_speaks() {
        try (Call call = call(clip(200), one.named("one"))) {
            call.hears(response("r1", wish("c1", "one", "{}")));
            Turn turn = call.turns.callerSays("are you there?");
            call.hears(turn.before(TransportEvent.SpeechStopped.class));
            call.advance(6_000);
            assertTrue(call.heard.isEmpty());
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            Turn answer = call.turns.spokenAnswer("yes", 1_000);
            call.hears(answer.before(TransportEvent.ResponseDone.class));
            int frames = call.heard.size();
            call.advance(6_000);
            assertEquals(frames, call.heard.size());
            call.hears(answer.from(TransportEvent.ResponseDone.class));
            call.advance(6_000);
            assertTrue(call.heard.size() > frames, "a quiet moment came");
        }
    }

    @Test
    void an_output_goes_out_at_once_while_the_filler_plays() {
        try (Call call = call(clip(3_000), one.named("one"))) {
            call.hears(response("r1", wish("c1", "one", "{}")));
            call.advance(1_700);
            one.result.complete(ToolResult.of("one"));
            call.run();
            assertEquals("one", answered(call));
        }
    }

    @Test
    void a_call_that_waits_for_consent_or_runs_in_the_background_is_not_filled() {
        FunctionTool asks =
                one.of(
                        FunctionTool.builder("asks")
                                .approval(io.patchbay.api.tool.ToolApproval.ALWAYS));
        FunctionTool behind = two.of(FunctionTool.builder("behind").background(true));
        try (Call call = call(clip(200), asks, behind)) {
            call.hears(response("r1", wish("c1", "asks", "{}"), wish("c2", "behind", "{}")));
            call.advance(Duration.ofSeconds(20).toMillis());
            assertTrue(call.heard.isEmpty());
        }
    }

    @Test
    void music_fills_very_long_calls_and_goes_when_the_last_of_them_does() {
        ToolPolicy policy =
                ToolPolicy.builder()
                        .music(
                                ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 300),
                                Duration.ofSeconds(4))
                        .build();
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent(one.named("one"), two.named("two")))
                                .tools(policy))) {
            PhoneLeg phone = new PhoneLeg();
            call.session.addLeg(phone);
            call.run();
            call.hears(response("r1", wish("c1", "one", "{}"), wish("c2", "two", "{}")));
            call.advance(3_999);
            assertTrue(phone.frames.isEmpty());
            call.advance(10_000);
            long millis = phone.frames.stream().mapToInt(Integer::intValue).sum() / 48;
            assertTrue(millis >= 9_900, millis + " ms of music, over and over");
            one.result.complete(ToolResult.of("one"));
            call.run();
            assertEquals(0, phone.flushes);
            two.result.complete(ToolResult.of("two"));
            call.run();
            assertEquals(1, phone.flushes);
            int frames = phone.frames.size();
            call.advance(5_000);
            assertEquals(frames, phone.frames.size());
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_caller_who_speaks_is_heard_over_the_music_and_it_goes_on_after_the_answer() {
        ToolPolicy policy =
                ToolPolicy.builder()
                        .music(
                                ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 300),
                                Duration.ofSeconds(1))
                        .build();
        try (Call call =
                Call.with(SessionOptions.builder().agent(agent(one.named("one"))).tools(policy))) {
            PhoneLeg phone = new PhoneLeg();
            call.session.addLeg(phone);
            call.run();
            call.hears(response("r1", wish("c1", "one", "{}")));
            call.advance(3_000);
            assertTrue(!phone.frames.isEmpty());
            Turn answer = call.hears(call.turns.spokenAnswer("Still looking.", 200));
            assertEquals(answer.itemId(), phone.items.get(phone.items.size() - 1));
            phone.plays();
            int frames = phone.frames.size();
            call.advance(1_000);
            assertTrue(phone.frames.size() > frames, "music again");
            assertTrue(!answer.itemId().equals(phone.items.get(phone.items.size() - 1)));
            call.line().assertComplete();
        }
    }
}
