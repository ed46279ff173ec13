package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.internal.session.ResponseRequest.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResponseGateTest {
    private static final long SILENCE = 15;
    private static final long CANCEL = 5;

    private final List<String> done = new ArrayList<>();
    private final List<ResponseRequest> over = new ArrayList<>();
    private final List<ResponseRequest> sent = new ArrayList<>();
    private long timer;
    private final ResponseGate gate =
            new ResponseGate(
                    new ResponseGate.Actions() {
                        @Override
                        public void create(ResponseRequest request) {
                            done.add("create");
                            sent.add(request);
                        }

                        @Override
                        public void cancel(@Nullable String responseId) {
                            done.add("cancel " + responseId);
                        }

                        @Override
                        public void timer(long nanos) {
                            timer = nanos;
                        }

                        @Override
                        public void over(ResponseRequest request) {
                            over.add(request);
                        }

                        @Override
                        public void silent(@Nullable String responseId) {
                            done.add("silent " + responseId);
                        }

                        @Override
                        public void gaveUp(@Nullable String responseId) {
                            done.add("gave up " + responseId);
                        }

                        @Override
                        public void dropped(ResponseRequest request) {
                            done.add("dropped");
                        }
                    },
                    SILENCE,
                    CANCEL);

    ResponseGateTest() {
        gate.open(0);
    }

    private static ResponseRequest request(Origin origin, @Nullable String motive) {
        return new ResponseRequest(
                Command.CreateResponse.of(ResponseOptions.DEFAULT), origin, null, motive);
    }

    private static ProviderError busy(@Nullable String commandId) {
        return error("conversation_already_has_active_response", commandId);
    }

    private static ProviderError error(String code, @Nullable String commandId) {
        return new ProviderError(
                "invalid_request_error",
                code,
                "no",
                null,
                commandId,
                ProviderError.Severity.RECOVERABLE);
    }

    private String lastId() {
        return sent.get(sent.size() - 1).command.id();
    }

    @Test
    void automatic_requests_are_merged_and_manual_ones_are_not() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.request(request(Origin.MESSAGE, "a"), 0);
        gate.request(request(Origin.TOOLS, "b"), 0);
        gate.request(request(Origin.MANUAL, null), 0);
        gate.request(request(Origin.MANUAL, null), 0);
        assertEquals(3, gate.waiting());
        assertEquals(1, sent.size());
        for (int i = 1; i <= 4; i++) {
            gate.started("r" + i, 0);
            gate.ended("r" + i, 0);
        }
        assertEquals(4, sent.size());
        assertFalse(gate.busy());
    }

    @Test
    void a_manual_request_lost_to_the_servers_turn_is_sent_again() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("vad", 0);
        assertTrue(gate.failed(busy(lastId()), 0));
        gate.ended("vad", 0);
        assertEquals(List.of("create", "create"), done);
    }

    @Test
    void the_servers_turn_covers_an_automatic_request_whose_item_it_saw() {
        gate.request(request(Origin.MESSAGE, "m"), 0);
        gate.acknowledged("m");
        gate.started("vad", 0);
        assertTrue(gate.failed(busy(lastId()), 0));
        gate.ended("vad", 0);
        assertEquals(List.of("create"), done);
        assertFalse(gate.busy());
    }

    @Test
    void the_servers_turn_does_not_cover_an_item_that_came_after_it() {
        gate.request(request(Origin.MESSAGE, "m"), 0);
        gate.started("vad", 0);
        gate.acknowledged("m");
        assertTrue(gate.failed(busy(lastId()), 0));
        gate.ended("vad", 0);
        assertEquals(List.of("create", "create"), done);
    }

    @Test
    void a_request_that_the_server_refuses_frees_the_gate_and_is_reported() {
        gate.request(request(Origin.MANUAL, null), 0);
        assertFalse(gate.failed(error("invalid_value", lastId()), 0));
        assertFalse(gate.busy());
    }

    @Test
    void an_error_that_names_no_command_but_means_the_request_is_understood() {
        gate.request(request(Origin.MANUAL, null), 0);
        assertTrue(gate.failed(busy(null), 0));
        assertTrue(gate.busy());
        gate.ended("unannounced", 0);
        assertEquals(List.of("create", "create"), done);
    }

    @Test
    void silence_is_cancelled_and_then_given_up() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("r1", 0);
        gate.request(request(Origin.MESSAGE, "m"), 1);
        assertEquals(SILENCE, timer);
        gate.expired(SILENCE);
        assertEquals(CANCEL, timer);
        gate.expired(SILENCE + CANCEL);
        assertEquals(List.of("create", "silent r1", "cancel r1", "gave up r1", "create"), done);
    }

    @Test
    void an_answer_that_flows_is_never_cut() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("r1", 0);
        for (long now = 14; now < 1_000; now += 14) {
            gate.sign(now);
            gate.expired(now + 1);
            assertEquals(SILENCE - 1, timer);
        }
        assertEquals(List.of("create"), done);
    }

    @Test
    void tools_wait_while_the_caller_speaks_and_messages_do_not() {
        gate.speaking(true, 0);
        gate.request(request(Origin.TOOLS, "t"), 0);
        assertEquals(List.of(), done);
        gate.request(request(Origin.MESSAGE, "m"), 0);
        assertEquals(List.of("create"), done);
    }

    @Test
    void the_end_of_a_line_drops_what_waits() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.request(request(Origin.MANUAL, null), 0);
        gate.close();
        assertEquals(List.of("create", "dropped"), done);
        assertEquals(0, timer);
        assertFalse(gate.busy());
    }

    @Test
    void merged_requests_are_tried_again_when_the_one_that_stood_for_them_fails() { // 5.10, 45
        gate.request(request(Origin.MANUAL, null), 0);
        gate.request(request(Origin.MESSAGE, "a"), 0);
        gate.request(request(Origin.TOOLS, "b"), 0);
        gate.started("r1", 0);
        gate.ended("r1", 0);
        assertEquals(2, sent.size());
        String failed = lastId();
        assertFalse(gate.failed(error("invalid_value", failed), 0));
        assertEquals(3, sent.size());
        assertFalse(failed.equals(lastId()), "a request of its own");
        gate.failed(error("invalid_value", lastId()), 0);
        assertEquals(3, sent.size(), "and no more than there were");
        assertFalse(gate.busy());
    }

    @Test
    void a_request_that_could_not_be_sent_frees_the_next() { // 5.13, 2
        gate.request(request(Origin.MANUAL, null), 0);
        gate.request(request(Origin.MANUAL, null), 0);
        gate.sendFailed(sent.get(0), 0);
        assertEquals(2, sent.size());
        assertEquals(List.of(sent.get(0)), over);
    }

    @Test
    void one_that_was_lost_to_the_servers_turn_is_merged_with_what_waits() { // hazard 9
        gate.request(request(Origin.TOOLS, "a"), 0);
        gate.started("vad", 0);
        gate.request(request(Origin.TOOLS, "b"), 0);
        gate.acknowledged("a");
        gate.acknowledged("b");
        gate.failed(busy(sent.get(0).command.id()), 0);
        gate.ended("vad", 0);
        assertEquals(2, sent.size());
        gate.started("both", 0);
        gate.ended("both", 0);
        assertEquals(2, sent.size());
    }

    @Test
    void errors_about_something_else_are_left_to_others() { // 5.13, 3 to 5
        gate.request(request(Origin.MANUAL, null), 0);
        assertFalse(gate.failed(error("invalid_value", "another"), 0));
        assertFalse(gate.failed(error("rate_limit", null), 0));
        assertTrue(gate.requested());
        assertFalse(gate.failed(error("response_create_failed", null), 0));
        assertFalse(gate.busy());
    }

    @Test
    void a_cancel_of_somebody_elses_response_is_none_of_ours() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("r1", 0);
        gate.noteCancel("beside");
        assertFalse(gate.cancelling());
        gate.noteCancel("r1");
        assertTrue(gate.cancelling());
        assertEquals(CANCEL, timer);
        gate.noteCancel(null);
        assertFalse(gate.cancel(), "once is enough");
    }

    @Test
    void a_response_after_a_cancelled_one_that_never_ended_is_not_cancelled_with_it() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("r1", 0);
        gate.noteCancel(null);
        gate.started("r2", 0);
        assertFalse(gate.cancelling());
        assertEquals(SILENCE, timer);
        gate.ended("r1", 0);
        assertTrue(gate.busy());
        gate.ended("r2", 0);
        assertFalse(gate.busy());
    }

    @Test
    void the_complaint_of_the_servers_own_turn_is_not_taken_for_ours() {
        gate.request(request(Origin.MANUAL, null), 0);
        gate.started("r1", 0);
        gate.turnMayFail();
        assertTrue(gate.failed(busy(null), 0));
        gate.ended("r1", 0);
        assertEquals(List.of("create"), done);
    }
}
