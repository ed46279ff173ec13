package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import org.junit.jupiter.api.Test;

/** How much of which item was heard when so much was played. */
class PlayheadTest {

    private static final long MS = 1_000;

    private final Playhead head = new Playhead();

    private void at(long played, String item, int content, long millis) {
        PlayedPosition position = head.position(played * MS, Precision.EXACT);
        assertNotNull(position);
        assertEquals(new PlayedPosition(item, content, millis, Precision.EXACT), position);
    }

    @Test
    void before_the_first_item_there_is_no_position() {
        assertNull(head.position(0, Precision.EXACT));
        head.skip(20 * MS);
        assertNull(head.position(20 * MS, Precision.EXACT));
    }

    @Test
    void one_item_follows_the_other() {
        head.add("a", 0, 100 * MS);
        head.add("b", 0, 100 * MS);
        at(0, "a", 0, 0);
        at(40, "a", 0, 40);
        at(100, "a", 0, 100);
        at(101, "b", 0, 1);
        at(500, "b", 0, 100);
        at(40, "a", 0, 40);
    }

    @Test
    void an_item_goes_on_behind_what_lay_between() {
        head.add("a", 0, 100 * MS);
        head.add("b", 0, 100 * MS);
        head.add("a", 0, 100 * MS);
        head.add("a", 1, 50 * MS);
        at(250, "a", 0, 150);
        at(320, "a", 1, 20);
        assertEquals(250 * MS, head.moment("a", 0, 150));
        assertEquals(300 * MS, head.moment("a", 0, 999));
        assertEquals(-1, head.moment("c", 0, 1));
    }

    @Test
    void silence_that_fills_a_frame_belongs_to_nobody() {
        head.add("a", 0, 5 * MS);
        head.skip(15 * MS);
        head.add("a", 0, 20 * MS);
        at(20, "a", 0, 5);
        at(30, "a", 0, 15);
        at(40, "a", 0, 25);
    }

    @Test
    void more_than_was_played_ends_with_the_part_that_plays() {
        head.add("a", 0, 100 * MS);
        head.add("b", 0, 100 * MS);
        assertEquals(50 * MS, head.within(0, 50 * MS));
        assertEquals(100 * MS, head.within(80 * MS, 50 * MS));
        assertEquals(150 * MS, head.within(100 * MS, 50 * MS));
        assertEquals(200 * MS, head.within(200 * MS, 50 * MS));
    }

    @Test
    void what_is_cut_was_never_sent() {
        head.add("a", 0, 100 * MS);
        head.add("b", 0, 100 * MS);
        head.cut(60 * MS);
        assertEquals(60 * MS, head.sent());
        at(500, "a", 0, 60);
        head.add("c", 0, 20 * MS);
        at(70, "c", 0, 10);
    }
}
