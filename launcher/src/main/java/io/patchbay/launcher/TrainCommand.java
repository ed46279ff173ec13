package io.patchbay.launcher;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Loads the classes that the other commands begin with, so that the JVM can write them to an
 * archive (class data sharing). The start script runs it once for each assembly.
 */
@Command(name = "train", hidden = true, description = "Prepares a faster start.")
final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        Container.startEmpty();
        try (Emulator emulator = Emulator.builder().start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session =
                        patchbay.open(
                                SessionOptions.builder()
                                        .agent("concierge")
                                        .line(
                                                LineChoice.builder()
                                                        .url(emulator.webSocketUri())
                                                        .key("train")
                                                        .build())
                                        .build())) {
            session.connect().toCompletableFuture().join();
        }
        return 0;
    }
}
