package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.PlugStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept for the next start, in a folder that others may use, too. */
class KeptPlugsTest {

    @TempDir Path state;

    @Test
    void a_shipped_bundle_that_was_replaced_by_itself_stays_out_when_that_one_goes()
            throws Exception {
        PlugStore store = PlugStore.open(state);
        PlugStore.Jar shipped = new PlugStore.Jar("acme.lamp", "1.0.0", state.resolve("lamp.jar"));
        Path file = Files.write(store.fresh("acme.lamp", "1.0.0"), new byte[] {1});
        PlugStore.Jar same = new PlugStore.Jar("acme.lamp", "1.0.0", file);
        store.commit(List.of(same), List.of(shipped));
        store.commit(List.of(), List.of(same));

        PlugStore again = PlugStore.open(state);

        assertEquals(List.of(), again.jars());
        assertTrue(again.withholds("acme.lamp", "1.0.0"));
        assertFalse(again.withholds("acme.lamp", "1.0.1"));
    }

    private PlugStore.Jar jar(PlugStore store, String version) throws Exception {
        Path file = Files.write(store.fresh("acme.lamp", version), new byte[] {1});
        return new PlugStore.Jar("acme.lamp", version, file);
    }

    @Test
    void one_version_before_is_kept_and_deleted_when_nothing_needs_it() throws Exception {
        PlugStore store = PlugStore.open(state);
        PlugStore.Jar one = jar(store, "1.0.0");
        PlugStore.Jar two = jar(store, "2.0.0");
        PlugStore.Jar three = jar(store, "3.0.0");
        store.commit(List.of(one), List.of());
        store.commit(List.of(two), List.of(one), List.of(new PlugStore.Before(one, false)));
        assertEquals(one, PlugStore.open(state).before("acme.lamp").orElseThrow().jar());

        PlugStore.Undo third =
                store.commit(
                        List.of(three), List.of(two), List.of(new PlugStore.Before(two, false)));
        assertEquals(two, store.before("acme.lamp").orElseThrow().jar());
        third.undo();
        assertEquals(one, PlugStore.open(state).before("acme.lamp").orElseThrow().jar());
        assertFalse(Files.exists(three.file()), "what was taken back is left by nobody");

        store.commit(List.of(one), List.of(two), List.of(new PlugStore.Before(two, false)));
        PlugStore back = PlugStore.open(state);
        assertEquals(List.of(one), back.jars());
        assertEquals(two, back.before("acme.lamp").orElseThrow().jar());

        back.commit(List.of(), List.of(one), List.of(new PlugStore.Before(one, true)));
        back.sweep(file -> file.equals(two.file()));
        assertTrue(Files.exists(two.file()), "a bundle runs from it");
        back.sweep(file -> false);
        assertFalse(Files.exists(two.file()), "two versions before");
        assertTrue(PlugStore.open(state).before("acme.lamp").orElseThrow().removed());
        back.commit(List.of(one), List.of());
        assertTrue(back.before("acme.lamp").isEmpty(), "it is there again");
    }

    @Test
    void what_a_killed_process_left_goes_and_what_is_somebody_elses_stays() throws Exception {
        PlugStore store = PlugStore.open(state);
        Path left = Files.write(store.fresh("acme.lamp", "1.2.0.beta_2"), new byte[] {1});
        Path incoming = Files.write(store.fresh("incoming", "0"), new byte[] {1});
        Path kept = Files.write(store.fresh("acme.door", "1.0.0"), new byte[] {1});
        store.commit(List.of(new PlugStore.Jar("acme.door", "1.0.0", kept)), List.of());
        Path folder = state.resolve("plugs");
        Path jar = Files.write(folder.resolve("acme.lamp-1.2.0.jar"), new byte[] {1});
        Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
        Path deep = Files.createDirectory(folder.resolve("old"));
        Path inside = Files.writeString(deep.resolve("notes.txt"), "mine");

        assertEquals(1, PlugStore.open(state).jars().size());

        assertFalse(Files.exists(left));
        assertFalse(Files.exists(incoming));
        for (Path file : List.of(kept, jar, notes, inside)) {
            assertTrue(Files.exists(file), file::toString);
        }
    }

    @Test
    void a_roll_back_that_was_killed_between_the_copy_and_the_index_never_was() throws Exception {
        PlugStore store = PlugStore.open(state);
        PlugStore.Jar one = jar(store, "1.0.0");
        PlugStore.Jar two = jar(store, "2.0.0");
        store.commit(List.of(two), List.of(), List.of(new PlugStore.Before(one, false)));
        Path copy = Files.copy(one.file(), store.fresh("acme.lamp", "1.0.0"));
        String half = "installed acme.lamp 1.0.0 " + copy.getFileName();
        Path next = Files.writeString(store.folder().resolve("plugs.txt.next"), half);

        PlugStore again = PlugStore.open(state);

        assertEquals(List.of(two), again.jars());
        assertEquals(one, again.before("acme.lamp").orElseThrow().jar());
        assertTrue(Files.exists(one.file()), "it can be rolled back to still");
        assertFalse(Files.exists(copy));
        assertFalse(Files.exists(next));
    }
}
