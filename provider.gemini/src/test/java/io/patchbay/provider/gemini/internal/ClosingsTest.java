package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Closes as they were reported in public issues of clients, each with where. */
class ClosingsTest {

    private static Severity severity(int code, String reason, boolean ready, boolean resuming) {
        ProviderError error = Closings.of(code, reason, ready, resuming);
        return error == null ? Severity.RECOVERABLE : error.severity();
    }

    @Test
    void a_key_a_quota_and_a_model_that_does_not_exist_need_a_person() {
        Map.of(
                        // yagudaev/voiceclaw pull request 155
                        "API key expired. Please renew the API key.",
                        1007,
                        "API key not valid. Please pass a valid API key.",
                        1007,
                        // google-gemini/cookbook issue 781
                        "User location is not supported for the API use.",
                        1007,
                        "Request contains an invalid argument.",
                        1007,
                        "models/gemini-9 is not found for API version v1beta, or is not supported"
                                + " for bidiGenerateContent.",
                        1008,
                        // sohzm/cheating-daddy pull request 455
                        "You exceeded your current quota, please check your plan and billing"
                                + " details.",
                        1011)
                .forEach(
                        (reason, code) ->
                                assertEquals(
                                        Severity.FATAL,
                                        severity(code, reason, false, false),
                                        reason));
    }

    @Test
    void the_end_of_a_connections_time_and_trouble_of_its_own_are_passing() {
        // kizuna-ai-lab/sokuji issue 179
        assertEquals(
                Severity.LINE_LOST,
                severity(1011, "Deadline expired before operation could complete.", true, false));
        // livekit/agents issue 2274, livekit/agents-js pull request 2366
        assertEquals(Severity.LINE_LOST, severity(1011, "Internal error occurred.", true, false));
        assertEquals(Severity.LINE_LOST, severity(1008, "The operation was aborted.", true, false));
    }

    @Test
    void a_handle_that_has_ended_is_not_the_end_of_all_lines() {
        TestLine line = new TestLine();
        line.resumption = new ResumptionHandle("gemini", Secret.of("h"), null);
        line.codec.open(line);
        ProviderError refused = line.codec.closed(1008, "BidiGenerateContent session not found");
        assertEquals(Severity.LINE_LOST, refused == null ? null : refused.severity());
    }

    @Test
    void other_closes_say_no_more_than_their_code() {
        assertNull(Closings.of(1000, "", true, false));
        assertNull(Closings.of(1001, "going away", true, false));
    }
}
