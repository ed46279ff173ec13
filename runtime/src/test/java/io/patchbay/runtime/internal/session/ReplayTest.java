package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.ReconnectPolicy.CutAnswer;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a new line is told of a conversation. */
class ReplayTest {
    private static Call with(CutAnswer cut) {
        return Call.with(
                SessionOptions.builder()
                        .agent(Call.agent())
                        .reconnect(ReconnectPolicy.builder().cutAnswer(cut).build()));
    }

    private static void cutInTheMiddle(Call call) {
        call.says("Tell me");
        Turn answer = call.turns.spokenAnswer("one two three four five six seven", 400);
        call.hears(answer.before(TransportEvent.AudioDone.class));
        call.advance(100);
    }

    @Test
    void a_cut_answer_is_told_as_what_of_it_will_have_been_heard_and_goes_on() {
        try (Call call = with(CutAnswer.CONTINUE)) {
            cutInTheMiddle(call);
            Lines.again(call);
            Item.Message cut = (Item.Message) call.session.history().items().get(1);
            ContentPart.OutputAudio part = (ContentPart.OutputAudio) cut.content().get(0);
            assertEquals("one two three four five six seven", part.transcript());
            String heard = Objects.requireNonNull(part.heard()).text();
            assertTrue(
                    heard.length() > 0
                            && heard.length() < Objects.requireNonNull(part.transcript()).length(),
                    heard);
            assertTrue(Objects.requireNonNull(part.heard()).estimated());
            assertEquals(ItemStatus.INCOMPLETE, cut.status());

            Item.Message told = (Item.Message) Lines.told(call).get(1);
            assertEquals(cut.id(), told.id());
            assertEquals(List.of(new ContentPart.OutputText(heard)), told.content());
            Command.CreateResponse go = call.line().commands(Command.CreateResponse.class).get(0);
            String once = go.options().overrides().value(ConfigField.INSTRUCTIONS).orElseThrow();
            assertTrue(once.startsWith("Be kind."), once);
            assertTrue(once.contains("Go on from there"), once);
        }
    }

    @Test
    void after_a_cut_answer_the_model_waits_or_apologises_where_that_is_wanted() {
        try (Call call = with(CutAnswer.WAIT)) {
            cutInTheMiddle(call);
            Lines.again(call);
            assertTrue(call.line().commands(Command.CreateResponse.class).isEmpty());
        }
        try (Call call = with(CutAnswer.APOLOGISE)) {
            cutInTheMiddle(call);
            Lines.again(call);
            Command.CreateResponse go = call.line().commands(Command.CreateResponse.class).get(0);
            assertTrue(
                    go.options()
                            .overrides()
                            .value(ConfigField.INSTRUCTIONS)
                            .orElseThrow()
                            .contains("sorry"));
        }
    }

    @Test
    void sound_that_has_come_plays_on_while_the_line_is_away() {
        try (Call call = with(CutAnswer.CONTINUE)) {
            cutInTheMiddle(call);
            Lines.breaks(call);
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            assertTrue(call.events(SessionEvent.PlaybackEnded.class).isEmpty());
            Lines.attempt(call);
            call.advance(400);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void sound_that_plays_on_and_is_silenced_on_the_next_line_was_heard_less_and_never_more() {
        try (Call call = with(CutAnswer.WAIT)) {
            cutInTheMiddle(call);
            Lines.again(call);
            String told = ((Item.Message) Lines.told(call).get(1)).text();
            call.does(call.session::interrupt);
            Item.Message cut = (Item.Message) call.session.history().items().get(1);
            ContentPart.OutputAudio part = (ContentPart.OutputAudio) cut.content().get(0);
            String heard = Objects.requireNonNull(part.heard()).text();
            assertTrue(told.startsWith(heard) && told.length() > heard.length(), heard);
            assertFalse(heard.isEmpty());
            // the line has it in writing, and would refuse to truncate sound
            assertTrue(call.line().commands(Command.TruncateItem.class).isEmpty());
        }
    }

    @Test
    void an_answer_of_which_nothing_was_heard_is_asked_for_again() {
        try (Call call = with(CutAnswer.WAIT)) {
            call.says("Tell me");
            Turn answer = call.turns.spokenAnswer("one two", 200);
            call.hears(answer.before(TransportEvent.TranscriptDelta.class));
            Lines.again(call);
            assertEquals(1, Lines.told(call).size());
            assertEquals(1, call.session.history().size());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void an_answer_that_was_silenced_does_not_go_on() {
        try (Call call = with(CutAnswer.CONTINUE)) {
            cutInTheMiddle(call);
            call.does(call.session::interrupt);
            Lines.again(call);
            assertTrue(call.line().commands(Command.CreateResponse.class).isEmpty());
        }
        try (Call call = with(CutAnswer.CONTINUE)) {
            cutInTheMiddle(call);
            Lines.breaks(call);
            call.does(call.session::interrupt);
            Lines.attempt(call);
            assertTrue(call.line().commands(Command.CreateResponse.class).isEmpty());
        }
    }

    private static RealtimeAgent slowly(CompletableFuture<ToolResult> result) {
        return RealtimeAgent.builder("guide")
                .tool(
                        FunctionTool.builder("slow")
                                .description("Takes time.")
                                .buildAsync((arguments, context) -> result))
                .build();
    }

    @Test
    void a_running_tool_survives_and_its_output_follows_its_call() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        RealtimeAgent agent = slowly(slow);
        try (Call call = Call.with(agent)) {
            call.hears(call.turns.functionCall("c1", "slow", "{}"));
            Lines.again(call);
            Item.FunctionCall told = (Item.FunctionCall) Lines.told(call).get(0);
            assertEquals("c1", told.callId());
            slow.complete(ToolResult.of("done"));
            call.run();
            Item.FunctionCallOutput output = (Item.FunctionCallOutput) Lines.told(call).get(1);
            assertEquals("done", output.output());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void an_output_that_comes_while_the_line_is_away_waits_for_the_replay() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        RealtimeAgent agent = slowly(slow);
        try (Call call = Call.with(agent)) {
            call.hears(call.turns.functionCall("c1", "slow", "{}"));
            Lines.breaks(call);
            slow.complete(ToolResult.of("done"));
            call.run();
            Lines.attempt(call);
            List<Item> told = Lines.told(call);
            assertEquals("c1", ((Item.FunctionCall) told.get(0)).callId());
            assertEquals("done", ((Item.FunctionCallOutput) told.get(1)).output());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void the_output_of_a_call_that_the_new_line_refused_is_not_sent() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        RealtimeAgent agent = slowly(slow);
        try (Call call = Call.with(agent)) {
            call.hears(call.turns.functionCall("c1", "slow", "{}"));
            call.lines.prepare(
                    line ->
                            line.failNext(
                                    Command.CreateItem.class,
                                    new IllegalArgumentException("no such thing here")));
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            SessionEvent.Reconnected back = call.only(SessionEvent.Reconnected.class);
            assertEquals(Restoration.FRESH, back.restored());
            assertTrue(back.lost().get(0).contains("no such thing here"), back.lost()::toString);
            slow.complete(ToolResult.of("done"));
            call.run();
            assertEquals(1, Lines.told(call).size());
        }
    }

    @Test
    void calls_of_an_answer_that_was_cut_off_are_not_run_and_are_asked_for_again() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Do it");
            call.hears(
                    call.turns
                            .functionCall("c1", "t", "{}")
                            .before(TransportEvent.ResponseDone.class));
            SessionEvent.Reconnected back = Lines.again(call);
            assertTrue(back.lost().get(0).contains("was not run"), back.lost()::toString);
            assertEquals(1, Lines.told(call).size());
            assertEquals(1, call.session.history().size());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    private static Item.Message user(String id, ContentPart part) {
        return new Item.Message(id, Role.USER, List.of(part), ItemStatus.COMPLETED);
    }

    private static void hears(Call call, Item item) {
        call.hears(new TransportEvent.ItemAdded(item, Placement.END));
        call.hears(new TransportEvent.ItemDone(item, Placement.END));
    }

    @Test
    void pictures_and_transcripts_are_told_and_provider_items_are_reported() {
        try (Call call = Call.with(Call.agent())) {
            hears(call, user("p", new ContentPart.InputImage("data:image/png;base64,AAAA", null)));
            hears(call, user("s", new ContentPart.InputAudio("spoken", null)));
            hears(call, user("n", new ContentPart.InputAudio(null, null)));
            hears(call, new Item.McpApprovalRequest("m", "server", "tool", "{}"));
            hears(call, new Item.Extension("x", "odd", "{}"));
            hears(call, new Item.McpListTools("l", "server", "[{}]"));
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(List.of("p", "s"), Lines.ids(Lines.told(call)));
            assertEquals(
                    List.of(new ContentPart.InputText("spoken")),
                    ((Item.Message) Lines.told(call).get(1)).content());
            String lost = String.join("\n", back.lost());
            assertTrue(lost.contains("n: what the caller said is neither"), lost);
            assertTrue(lost.contains("m: a provider's own item"), lost);
            assertTrue(lost.contains("x: a provider's own item"), lost);
            assertTrue(lost.contains("1 spoken messages of the caller"), lost);
            assertFalse(lost.contains("l: "), lost);
        }
    }

    @Test
    void sound_without_words_goes_as_sound_where_it_is_stored() {
        AudioClip clip = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 100);
        try (Call call = Call.with(SessionOptions.builder().storeAudio(true))) {
            hears(call, user("s", new ContentPart.InputAudio(null, clip)));
            Lines.again(call);
            ContentPart.InputAudio part =
                    (ContentPart.InputAudio)
                            ((Item.Message) Lines.told(call).get(0)).content().get(0);
            assertEquals(clip.size(), Objects.requireNonNull(part.audio()).size());
        }
    }

    @Test
    void the_last_turn_goes_as_sound_when_its_words_have_not_come_yet() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            for (int i = 0; i < 10; i++) {
                int number = i;
                call.does(() -> call.session.sendAudio(Call.frame(number)));
            }
            call.hears(new TransportEvent.SpeechStarted("turn", 40));
            call.hears(new TransportEvent.SpeechStopped("turn", 160));
            call.hears(new TransportEvent.InputCommitted("turn", Placement.END));
            Lines.again(call);
            ContentPart.InputAudio part =
                    (ContentPart.InputAudio)
                            ((Item.Message) Lines.told(call).get(0)).content().get(0);
            assertEquals(120, Objects.requireNonNull(part.audio()).millis());
            assertEquals(2, Objects.requireNonNull(part.audio()).bytes().get(0));
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    private static ReplayPlan plan(List<Item> history, int tokens, int messageBytes) {
        ProviderCapabilities all = ScriptedProvider.everything();
        return ReplayPlan.of(
                history,
                new ProviderCapabilities(
                        all.features(),
                        all.inputFormats(),
                        all.outputFormats(),
                        all.mutability(),
                        all.resumption(),
                        all.moveOrder(),
                        null,
                        new ProviderCapabilities.Limits(messageBytes, tokens)),
                0,
                id -> null);
    }

    @Test
    void the_newest_items_that_fit_are_told_and_pairs_stay_together() {
        List<Item> history = new ArrayList<>();
        history.add(Item.Message.user("x".repeat(400)).withId("old"));
        history.add(new Item.FunctionCall("call", "c", "t", "x".repeat(400), ItemStatus.COMPLETED));
        history.add(new Item.FunctionCallOutput("output", "c", "out"));
        history.add(Item.Message.user("x".repeat(40)).withId("new"));
        ReplayPlan plan = plan(history, 100, 1 << 20);
        assertEquals(List.of("new"), Lines.ids(plan.items()));
        assertEquals(List.of("old", "call"), Lines.ids(plan.dropped()));
        assertTrue(plan.lost().get(0).contains("an output without its call c"));
        assertEquals(4, plan(history, 0, 1 << 20).items().size());
    }

    @Test
    void what_is_larger_than_a_message_may_be_is_reported() {
        Item picture = user("p", new ContentPart.InputImage("x".repeat(5_000), null));
        ReplayPlan plan = plan(List.of(picture), 0, 4_000);
        assertTrue(plan.items().isEmpty());
        assertTrue(plan.lost().get(0).contains("larger than the provider takes"));
    }

    @Test
    void a_provider_without_history_begins_afresh_and_says_so() {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        features.remove(Feature.HISTORY_EDITS);
        features.remove(Feature.HISTORY_SEED);
        ProviderCapabilities all = ScriptedProvider.everything();
        ReplayPlan plan =
                ReplayPlan.of(
                        List.of(Item.Message.user("a").withId("a")),
                        new ProviderCapabilities(
                                features,
                                all.inputFormats(),
                                all.outputFormats(),
                                all.mutability(),
                                all.resumption(),
                                all.moveOrder(),
                                null,
                                all.limits()),
                        0,
                        id -> null);
        assertTrue(plan.items().isEmpty());
        assertTrue(plan.lost().get(0).contains("all 1 items"));
    }

    private static Call small(SessionOptions.Builder options) {
        ProviderCapabilities all = ScriptedProvider.everything();
        ProviderCapabilities capabilities =
                new ProviderCapabilities(
                        all.features(),
                        all.inputFormats(),
                        all.outputFormats(),
                        all.mutability(),
                        all.resumption(),
                        all.moveOrder(),
                        null,
                        new ProviderCapabilities.Limits(1 << 20, 100));
        Call call =
                Call.opened(
                        options.line(
                                io.patchbay.api.session.LineChoice.builder()
                                        .transport("scripted")
                                        .provider("small")
                                        .key("k")
                                        .build()),
                        plugs -> plugs.provider(new NamedProvider("small", capabilities)));
        call.connect();
        hears(call, Item.Message.user("x".repeat(400)).withId("old"));
        hears(call, Item.Message.user("new").withId("new"));
        return call;
    }

    /** One that takes no instructions for a single response. */
    private static Call plain(CutAnswer cut) {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        features.remove(Feature.PER_RESPONSE_OVERRIDES);
        ProviderCapabilities all = ScriptedProvider.everything();
        ProviderCapabilities capabilities =
                new ProviderCapabilities(
                        features,
                        all.inputFormats(),
                        all.outputFormats(),
                        all.mutability(),
                        all.resumption(),
                        all.moveOrder(),
                        null,
                        all.limits());
        Call call =
                Call.opened(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .reconnect(ReconnectPolicy.builder().cutAnswer(cut).build())
                                .line(
                                        io.patchbay.api.session.LineChoice.builder()
                                                .transport("scripted")
                                                .provider("plain")
                                                .key("k")
                                                .build()),
                        plugs -> plugs.provider(new NamedProvider("plain", capabilities)));
        call.connect();
        return call;
    }

    @Test
    void a_provider_that_takes_nothing_for_one_answer_goes_on_after_a_cut_answer_all_the_same() {
        for (CutAnswer cut : List.of(CutAnswer.CONTINUE, CutAnswer.APOLOGISE)) {
            try (Call call = plain(cut)) {
                cutInTheMiddle(call);
                Lines.again(call);
                Command.CreateResponse go =
                        call.line().commands(Command.CreateResponse.class).get(0);
                assertTrue(
                        go.options().overrides().value(ConfigField.INSTRUCTIONS).isEmpty(),
                        "it would refuse them, and nobody would go on");
            }
        }
    }

    @Test
    void a_summary_stands_for_what_there_is_no_room_for() {
        ReconnectPolicy summing =
                ReconnectPolicy.builder()
                        .summary(
                                dropped ->
                                        CompletableFuture.completedFuture(
                                                "They spoke of " + dropped.size() + " thing."))
                        .build();
        try (Call call = small(SessionOptions.builder().reconnect(summing))) {
            SessionEvent.Reconnected back = Lines.again(call);
            List<Item> told = Lines.told(call);
            assertEquals("They spoke of 1 thing.", ((Item.Message) told.get(0)).text());
            assertEquals(Role.SYSTEM, ((Item.Message) told.get(0)).role());
            assertEquals("new", told.get(1).id());
            assertTrue(back.lost().get(0).contains("a summary stands for them"));
            assertEquals(2, call.session.history().size());
        }
    }

    @Test
    void a_summary_that_fails_or_never_comes_leaves_the_items_out() {
        ReconnectPolicy failing =
                ReconnectPolicy.builder()
                        .summary(
                                dropped -> {
                                    throw new IllegalStateException("secret words");
                                })
                        .build();
        try (Call call = small(SessionOptions.builder().reconnect(failing))) {
            Lines.again(call);
            assertEquals(List.of("new"), Lines.ids(Lines.told(call)));
            String said = call.only(SessionEvent.Warning.class).message();
            assertTrue(said.contains("IllegalStateException"), said);
            assertFalse(said.contains("secret words"), said);
        }
        ReconnectPolicy never =
                ReconnectPolicy.builder().summary(dropped -> new CompletableFuture<>()).build();
        try (Call call = small(SessionOptions.builder().reconnect(never))) {
            Lines.breaks(call);
            Lines.attempt(call);
            call.advance(15_000);
            assertEquals(List.of("new"), Lines.ids(Lines.told(call)));
        }
    }

    @Test
    void what_is_first_on_the_new_line_stands_before_what_it_knows() {
        try (Call call = small(SessionOptions.builder())) {
            Lines.again(call);
            call.hears(
                    new TransportEvent.ItemAdded(
                            Item.Message.user("first").withId("first"), Placement.FIRST));
            assertEquals(List.of("old", "first", "new"), Lines.ids(call.session.history().items()));
        }
    }

    @Test
    void a_line_that_acknowledges_nothing_is_not_waited_for_for_ever() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.lines.prepare(line -> {});
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            call.advance(3_000);
            SessionEvent.Reconnected back = call.only(SessionEvent.Reconnected.class);
            assertTrue(back.lost().get(0).contains("has not said that it took it"));
        }
    }

    @Test
    void a_refusal_by_the_server_is_lost_and_no_error() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.lines.prepare(line -> {});
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            Command.CreateItem sent = call.line().expect(Command.CreateItem.class);
            call.hears(
                    new TransportEvent.Error(
                            new io.patchbay.api.provider.ProviderError(
                                    "invalid_request_error",
                                    "item_create_invalid_item_id",
                                    "no",
                                    null,
                                    sent.id(),
                                    io.patchbay.api.provider.ProviderError.Severity.RECOVERABLE)));
            SessionEvent.Reconnected back = call.only(SessionEvent.Reconnected.class);
            assertTrue(back.lost().get(0).contains("refused by the new line"));
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
        }
    }
}
