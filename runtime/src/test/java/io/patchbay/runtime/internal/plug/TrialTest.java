package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Moments are numbers: a plug comes at 10. */
class TrialTest {

    private final Trial tenth = Trial.of(10, 0.1);

    @Test
    void a_share_of_the_sessions_that_were_opened_since_may_have_it() {
        assertTrue(tenth.admits(11, 0.09f));
        assertFalse(tenth.admits(11, 0.1f));
        assertFalse(tenth.admits(9, 0.09f), "older than the plug");
    }

    @Test
    void a_larger_share_moves_no_live_session() {
        Trial half = tenth.changed(20, 0.5);
        assertTrue(half.admits(15, 0.05f), "has it since before");
        assertFalse(half.admits(15, 0.3f), "was opened when it was not for it");
        assertTrue(half.admits(25, 0.3f));
    }

    @Test
    void a_smaller_share_takes_it_from_no_live_session() {
        Trial small = Trial.of(10, 0.5).changed(20, 0.1);
        assertTrue(small.admits(15, 0.3f));
        assertFalse(small.admits(25, 0.3f));
    }

    @Test
    void a_full_share_is_for_all_and_a_part_of_it_later_for_those_who_had_it() {
        Trial all = tenth.changed(20, 1);
        assertTrue(all.admits(5, 0.9f));
        Trial half = all.changed(30, 0.5);
        assertTrue(half.admits(5, 0.9f), "moved to it when it was for all");
        assertTrue(half.admits(25, 0.9f));
        assertFalse(half.admits(35, 0.9f));
    }

    @Test
    void the_same_share_again_changes_nothing_and_many_changes_keep_the_newest() {
        assertEquals(tenth, tenth.changed(20, 0.1));
        Trial trial = tenth;
        for (int i = 0; i < 1000; i++) {
            trial = trial.changed(20 + i, i % 2 == 0 ? 0.2 : 0.1);
        }
        assertTrue(trial.admits(2000, 0.05f));
        assertFalse(trial.admits(2000, 0.15f));
    }
}
