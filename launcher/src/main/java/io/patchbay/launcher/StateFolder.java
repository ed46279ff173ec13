package io.patchbay.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a running instance keeps what must survive a restart, and where it says how to reach it.
 */
final class StateFolder {

    private StateFolder() {}

    /**
     * The folder: the one that was named; else {@code state} in the folder of configuration; else
     * {@code patchbay} in {@code XDG_STATE_HOME}, which is {@code ~/.local/state} unless set.
     */
    static Path of(@Nullable Path named, @Nullable Path config) {
        if (named != null) {
            return named.toAbsolutePath().normalize();
        }
        if (config != null) {
            return config.toAbsolutePath().normalize().resolve("state");
        }
        String home = System.getenv("XDG_STATE_HOME");
        Path states =
                home == null || home.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(home);
        return states.toAbsolutePath().resolve("patchbay");
    }

    /**
     * Takes the folder for this process, which is made where it is missing.
     *
     * @return gives it back, as the end of the process does
     * @throws IOException when it cannot be made, or another process has it
     */
    static AutoCloseable take(Path folder) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "what must survive a restart cannot be kept in "
                            + folder
                            + " ("
                            + Failures.line(e)
                            + "); name a folder that can be written with --state",
                    e);
        }
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "another instance runs with the state in "
                            + folder
                            + "; give this one a folder of its own with --state");
        }
        return channel;
    }
}
