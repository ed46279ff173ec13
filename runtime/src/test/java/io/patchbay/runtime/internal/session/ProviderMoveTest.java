package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap.Restored;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A call that goes on at another provider, which can do less, and over another transport. */
class ProviderMoveTest {
    private static final FunctionTool LOOK =
            FunctionTool.builder("look").build((arguments, context) -> "found");

    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide")
                .instructions("Be kind.")
                .voice("marin")
                .tool(LOOK)
                .build();
    }

    private static SwapCall with(SessionOptions.Builder options) {
        SwapCall swap = SwapCall.connected(options);
        swap.provider("modest", "1", ScriptedProvider.modest());
        swap.call.lines.prepare(line -> line.acknowledgeItems(true));
        return swap;
    }

    private static void moves(SwapCall swap, String provider) {
        CompletionStage<Void> moved =
                swap.call.does(
                        () -> swap.call.session.renew(SwapCall.choice("scripted", provider)));
        swap.call.advance(100);
        moved.toCompletableFuture().join();
    }

    @Test
    void the_conversation_goes_over_and_what_the_provider_cannot_have_is_named() {
        try (SwapCall swap = with(SessionOptions.builder().agent(agent()))) {
            Call call = swap.call;
            LineSwapTest.hears(call, "Hello", "a");
            moves(swap, "modest");
            assertEquals(List.of("a"), Lines.ids(Lines.told(call)));
            SessionConfig opening = call.opening();
            assertTrue(Call.has(opening, ConfigField.INSTRUCTIONS, "Be kind."));
            assertFalse(opening.value(ConfigField.TOOLS).isPresent());
            assertFalse(opening.value(ConfigField.VOICE).isPresent());
            swap.assertTold("PROVIDER scripted 1 -> modest 1 SWAPPED");
            assertEquals(Restored.TRANSCRIPT, swap.swap().restored());
            String detail = swap.swap().detail();
            assertTrue(detail.contains("INPUT_TRANSCRIPTION"), detail);
            assertTrue(detail.contains("without tools"), detail);
            assertTrue(detail.contains("without voice"), detail);
            assertEquals(
                    List.of("config-not-possible"),
                    call.events(SessionEvent.Warning.class).stream()
                            .map(SessionEvent.Warning::code)
                            .toList());
            assertEquals(0, swap.users(PlugKind.PROVIDER, "1") - 1);
        }
    }

    @Test
    void back_at_the_first_one_all_of_it_is_there_again() {
        try (SwapCall swap = with(SessionOptions.builder().agent(agent()))) {
            moves(swap, "modest");
            moves(swap, "scripted");
            assertEquals(1, swap.call.opening().value(ConfigField.TOOLS).orElseThrow().size());
            assertTrue(swap.call.opening().value(ConfigField.VOICE).isPresent());
            assertEquals(
                    List.of(
                            "PROVIDER scripted 1 -> modest 1 SWAPPED",
                            "PROVIDER modest 1 -> scripted 1 SWAPPED"),
                    swap.told());
            assertEquals("", swap.swaps().get(1).detail());
        }
    }

    @Test
    void the_callers_sound_is_converted_to_what_the_provider_hears() {
        try (SwapCall swap = with(SessionOptions.builder())) {
            Call call = swap.call;
            moves(swap, "modest");
            for (int i = 0; i < 50; i++) {
                ByteBuffer frame = Call.frame(7);
                call.does(() -> call.session.sendAudio(frame));
                assertFalse(frame.hasRemaining());
                call.advance(20);
            }
            List<AudioClip> clips = call.line().audio();
            assertFalse(clips.isEmpty());
            clips.forEach(clip -> assertEquals(AudioFormat.PCM16_16K, clip.format()));
            assertEquals(1_000, clips.stream().mapToLong(AudioClip::millis).sum(), 20);
            moves(swap, "scripted");
            assertEquals(0, swap.swaps().get(1).audioLost().toMillis());
            call.does(() -> call.session.sendAudio(Call.frame(9)));
            AudioClip last = call.line().audio().get(call.line().audio().size() - 1);
            assertEquals(AudioFormat.PCM16_24K, last.format());
            assertEquals(960, last.size(), "as it is again");
        }
    }

    @Test
    void sound_that_a_full_line_refuses_waits_converted_and_in_order() {
        try (SwapCall swap = with(SessionOptions.builder())) {
            Call call = swap.call;
            moves(swap, "modest");
            call.line().backlog(true);
            call.does(() -> call.session.sendAudio(Call.frame(1)));
            call.line().backlog(false);
            for (int i = 2; i <= 50; i++) {
                int number = i;
                call.does(() -> call.session.sendAudio(Call.frame(number)));
            }
            assertEquals(
                    1_000, call.line().audio().stream().mapToLong(AudioClip::millis).sum(), 20);
        }
    }

    @Test
    void a_provider_that_cannot_keep_the_sessions_policy_is_not_moved_to() {
        try (SwapCall swap =
                with(SessionOptions.builder().interruption(InterruptionPolicy.afterWords(2)))) {
            ScriptedTransport old = swap.call.line();
            CompletionStage<Void> moved =
                    swap.call.does(
                            () -> swap.call.session.renew(SwapCall.choice("scripted", "modest")));
            swap.call.advance(100);
            assertTrue(moved.toCompletableFuture().isCompletedExceptionally());
            assertEquals(TransportState.CONNECTED, old.state());
            swap.assertTold("PROVIDER scripted 1 -> modest 1 ROLLED_BACK");
            assertTrue(
                    swap.swap().detail().contains("without a transcription"),
                    swap.told()::toString);
        }
    }

    @Test
    void another_transport_and_provider_are_two_swaps_of_one_move() {
        try (SwapCall swap = with(SessionOptions.builder())) {
            swap.transport("other", "5");
            CompletionStage<Void> moved =
                    swap.call.does(
                            () -> swap.call.session.renew(SwapCall.choice("other", "modest")));
            swap.call.advance(100);
            moved.toCompletableFuture().join();
            swap.assertTold(
                    "TRANSPORT scripted 1 -> other 5 SWAPPED",
                    "PROVIDER scripted 1 -> modest 1 SWAPPED");
        }
    }

    @Test
    void a_first_line_has_all_of_its_configuration_or_is_none() {
        try (SwapCall swap =
                new SwapCall(
                        SessionOptions.builder()
                                .agent(agent())
                                .line(SwapCall.choice("scripted", "modest")))) {
            swap.transport("1");
            swap.provider("modest", "1", ScriptedProvider.modest());
            CompletionStage<Void> connected = swap.call.does(swap.call.session::connect);
            assertTrue(connected.toCompletableFuture().isCompletedExceptionally());
        }
    }
}
