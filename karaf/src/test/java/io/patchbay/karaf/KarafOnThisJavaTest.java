package io.patchbay.karaf;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Java 24 has no security manager any more. Karaf's script asks for one, so Java does not even
 * start. Once a Karaf does without, this test fails, and {@link #STARTS} can go.
 */
class KarafOnThisJavaTest {

    static final boolean STARTS = Runtime.version().feature() < 24;

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "Karaf starts on Java 17 to 23")
    void karaf_asks_this_java_for_a_security_manager_and_does_not_start() throws Exception {
        try (Karaf karaf =
                Karaf.start(
                        Folders.ARCHIVE,
                        Folders.TARGET.resolve("karaf/refused"),
                        Folders.REPOSITORY)) {
            assertNotEquals(0, karaf.awaitEnd());
            String reason = "Enabling a Security Manager is not supported";
            assertTrue(karaf.screen().contains(reason), karaf::screen);
        }
    }
}
