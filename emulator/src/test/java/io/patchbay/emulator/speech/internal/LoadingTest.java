package io.patchbay.emulator.speech.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadingTest {

    @Test
    void voices_and_lexicons_may_be_loaded_at_once() throws Exception {
        Set<List<String>> alone = new Pronouncer().pronounce("kubernetes");
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Set<List<String>>>> loads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean voice = i % 2 == 0;
            loads.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                await(together);
                                if (voice) {
                                    new KevinVoice();
                                }
                                return new Pronouncer().pronounce("kubernetes");
                            },
                            task -> new Thread(task).start()));
        }
        for (CompletableFuture<Set<List<String>>> load : loads) {
            assertEquals(alone, load.get(60, TimeUnit.SECONDS));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
