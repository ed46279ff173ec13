package io.patchbay.console.internal.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether there is room for recordings.
 *
 * @param folder where they are written; empty where nothing is recorded
 * @param warnBytes how much room is little
 * @param criticalBytes how much is too little
 */
record DiskCheck(Supplier<Optional<Path>> folder, long warnBytes, long criticalBytes)
        implements Check {

    private static final long MB = 1 << 20;

    /** A minute of a call is 6 MB: 1 GB, and 100 MB. */
    static DiskCheck of(Supplier<Optional<Path>> folder) {
        return new DiskCheck(folder, 1_024 * MB, 100 * MB);
    }

    @Override
    public String tag() {
        return "disk";
    }

    @Override
    public String title() {
        return "Patchbay room for recordings";
    }

    @Override
    public List<Finding> look() {
        return List.of(
                folder.get().map(this::look).orElseGet(() -> Finding.ok("Nothing is recorded.")));
    }

    private Finding look(Path wanted) {
        Path there = wanted.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent(); // it is made with the first recording
        }
        long room;
        try {
            room = Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return Finding.warn(
                    "The folder of recordings, %s, cannot be looked at: %s"
                            .formatted(wanted, e.getClass().getSimpleName()),
                    "Check that it is there and may be read, or set \"recordings\" of"
                            + " io.patchbay.console to another one.");
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.critical(
                    "Nothing can be written to the folder of recordings, " + wanted + ".",
                    "Give the user that runs this the right to write there, or set \"recordings\""
                            + " of io.patchbay.console to another folder.");
        }
        String words = "%d MB are free for recordings in %s.".formatted(room / MB, wanted);
        String hint =
                "Remove recordings (Watch), make room on that disk, or set \"recordings\" of"
                        + " io.patchbay.console to another folder. Calls go on when it is full;"
                        + " recordings do not.";
        if (room < criticalBytes) {
            return Finding.critical(words, hint);
        }
        return room < warnBytes ? Finding.warn(words, hint) : Finding.ok(words);
    }
}
