package io.patchbay.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionConfigTest {
    private static final SessionConfig SLOW =
            SessionConfig.builder().speed(0.5).instructions("Be brief.").build();

    @Test
    void fields_come_in_the_order_in_which_they_were_said() {
        assertEquals(
                List.of(ConfigField.SPEED, ConfigField.INSTRUCTIONS),
                new ArrayList<>(SLOW.fields()));
        SessionConfig more = SLOW.with(SessionConfig.builder().voice("marin").speed(2).build());
        assertEquals(
                List.of(ConfigField.SPEED, ConfigField.INSTRUCTIONS, ConfigField.VOICE),
                new ArrayList<>(more.fields()));
        assertEquals(2.0, more.value(ConfigField.SPEED).orElseThrow());
        assertEquals("Be brief.", more.value(ConfigField.INSTRUCTIONS).orElseThrow());
    }

    @Test
    void what_says_the_same_in_another_order_is_equal() {
        SessionConfig same = SessionConfig.builder().instructions("Be brief.").speed(0.5).build();
        assertEquals(SLOW, same);
        assertEquals(SLOW.hashCode(), same.hashCode());
        assertNotEquals(SLOW, same.with(SessionConfig.builder().speed(1).build()));
        assertNotEquals(SLOW, same.only(Set.of(ConfigField.SPEED)));
        assertNotEquals(same.only(Set.of(ConfigField.SPEED)), SLOW);
    }

    @Test
    void absent_cleared_and_set_differ() {
        SessionConfig config =
                SLOW.toBuilder()
                        .clear(ConfigField.TURN_DETECTION)
                        .forget(ConfigField.SPEED)
                        .build();
        assertInstanceOf(ConfigValue.Absent.class, config.get(ConfigField.SPEED));
        assertInstanceOf(ConfigValue.Cleared.class, config.get(ConfigField.TURN_DETECTION));
        assertInstanceOf(ConfigValue.Set.class, config.get(ConfigField.INSTRUCTIONS));
        assertTrue(config.fields().contains(ConfigField.TURN_DETECTION));
        assertFalse(config.fields().contains(ConfigField.SPEED));
    }

    @Test
    void a_change_is_what_differs() {
        SessionConfig wanted = SLOW.with(SessionConfig.builder().speed(1).build());
        SessionConfig change = SLOW.changesTo(wanted);
        assertEquals(SessionConfig.builder().speed(1).build(), change);
        assertEquals(wanted, SLOW.with(change));
        assertSame(SessionConfig.EMPTY, SLOW.changesTo(SLOW));
        assertTrue(SLOW.only(Set.of(ConfigField.VOICE)).isEmpty());
    }

    @Test
    void a_builder_that_goes_on_leaves_alone_what_it_built() {
        SessionConfig.Builder builder = SLOW.toBuilder();
        SessionConfig built = builder.build();
        builder.speed(3).voice("cedar");
        assertEquals(SLOW, built);
    }

    @Test
    void fields_cannot_be_changed_from_outside() {
        Set<ConfigField<?>> fields = SLOW.fields();
        assertThrows(UnsupportedOperationException.class, fields::clear);
        assertThrows(UnsupportedOperationException.class, () -> fields.remove(ConfigField.SPEED));
        Iterator<ConfigField<?>> each = fields.iterator();
        each.next();
        assertThrows(UnsupportedOperationException.class, each::remove);
        each.next();
        assertThrows(NoSuchElementException.class, each::next);
        assertEquals(2, SLOW.fields().size());
    }
}
