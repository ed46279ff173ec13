package io.patchbay.tck.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.RealtimeProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

@Tag("once")
class ProviderChecklistTest extends KitIsSharp {

    private static final String CLAIMS = "each_claim_is_kept_and_what_is_not_claimed_is_refused";

    ProviderChecklistTest() {
        super(
                Kit.class,
                List.of(),
                ChecklistConfig.class,
                ChecklistSound.class,
                ChecklistAnswers.class,
                ChecklistTools.class,
                ChecklistTrouble.class,
                ProviderChecklist.class);
    }

    /** What nobody claims and has no command, no session asks for. */
    @TestFactory
    Stream<DynamicTest> each_claim_that_does_not_hold_is_named() {
        return Stream.of(Feature.values())
                .map(feature -> DynamicTest.dynamicTest(feature.name(), () -> isNamed(feature)));
    }

    private static void isNamed(Feature feature) {
        TestExecutionResult result =
                KitRun.broken(
                        Kit.class, CLAIMS, PlayedProvider.CLAIM + feature, Duration.ofSeconds(10));
        assertEquals(Status.FAILED, result.getStatus());
        String message = String.valueOf(result.getThrowable().orElseThrow().getMessage());
        assertTrue(message.contains(feature + " is "), message);
    }

    @Test
    void a_word_that_is_missing_is_declared_and_one_that_is_declared_is_missing() {
        assertEquals(Status.FAILED, goAway(PlayedDialect.SILENT).getStatus());
        assertEquals(Status.FAILED, goAway(PlayedDialect.COY).getStatus());
        TestExecutionResult skipped = goAway(PlayedDialect.HONEST);
        assertEquals(Status.ABORTED, skipped.getStatus());
        String reason = String.valueOf(skipped.getThrowable().orElseThrow().getMessage());
        assertTrue(reason.contains("it ends without a word"), reason);
    }

    private static TestExecutionResult goAway(String fault) {
        return KitRun.broken(
                Kit.class,
                "the_end_that_a_provider_announces_is_told_with_the_time_left",
                fault,
                Duration.ofSeconds(10));
    }

    static final class Kit extends ProviderChecklist {

        @Override
        protected RealtimeProvider provider() {
            return new PlayedProvider();
        }

        @Override
        protected ServerDialect dialect() {
            return new PlayedDialect();
        }

        @Override
        protected Map<Feature, String> unseen() {
            return KitRun.broken("nothing_is_excused_that_is_not_claimed")
                    ? Map.of(Feature.SAY, "nobody looked")
                    : Map.of();
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }
}
