package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of plugs that a disk or a person has damaged keeps nobody from starting. */
class DamagedStoreTest {

    @TempDir Path state;

    private Path index() {
        return state.resolve("plugs/plugs.txt");
    }

    private Path copy() {
        return state.resolve("plugs/plugs.txt.damaged");
    }

    @BeforeEach
    void two() throws IOException {
        PlugStore store = PlugStore.open(state);
        for (String name : List.of("acme.one", "acme.two")) {
            Path jar = Files.write(store.fresh(name, "1.0.0"), new byte[] {1});
            store.commit(List.of(new PlugStore.Jar(name, "1.0.0", jar)), List.of());
        }
    }

    private List<String> names() throws IOException {
        return PlugStore.open(state).jars().stream().map(PlugStore.Jar::name).toList();
    }

    private long files() throws IOException {
        try (var all = Files.list(state.resolve("plugs"))) {
            return all.filter(file -> file.toString().endsWith(".jar")).count();
        }
    }

    @Test
    void a_list_that_is_whole_leaves_no_copy() throws IOException {
        assertEquals(List.of("acme.one", "acme.two"), names());
        assertFalse(Files.exists(copy()));
    }

    @Test
    void bytes_that_are_no_text_leave_the_lines_that_are() throws IOException {
        byte[] whole = Files.readAllBytes(index());
        byte[] damaged = whole.clone();
        damaged[1] = (byte) 0xff;
        Files.write(index(), damaged);
        assertEquals(List.of("acme.two"), names());
        assertEquals(2, files(), "nothing that may be needed is deleted");
        assertEquals(-1, java.util.Arrays.mismatch(damaged, Files.readAllBytes(copy())));
        assertEquals(List.of("acme.two"), names());
        assertEquals(2, files());
    }

    @Test
    void a_list_that_ends_in_the_middle_of_a_line_counts_as_far_as_it_goes() throws IOException {
        String whole = Files.readString(index());
        Files.writeString(index(), whole.substring(0, whole.length() - 9));
        assertEquals(List.of("acme.one"), names());
        assertTrue(Files.exists(copy()));
        assertEquals(2, files());
    }

    @Test
    void a_list_that_is_a_folder_is_none() throws IOException {
        Files.delete(index());
        Files.createDirectory(index());
        assertEquals(List.of(), names());
        assertTrue(Files.isDirectory(index()));
    }

    @Test
    void whatever_is_in_the_list_the_store_opens() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        byte[] whole = Files.readAllBytes(index());
        for (int i = 0; i < 200; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, random.nextInt(whole.length + 20));
            for (int j = random.nextInt(5); j > 0 && damaged.length > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(index(), damaged);
            List<String> read = names();
            assertTrue(read.size() <= 3, () -> new String(damaged, StandardCharsets.ISO_8859_1));
            assertEquals(2, files());
            Files.deleteIfExists(copy());
            Files.write(index(), whole);
            assertEquals(2, names().size());
        }
    }
}
