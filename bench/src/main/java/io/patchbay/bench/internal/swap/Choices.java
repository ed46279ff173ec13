package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is exchanged next, and how: at random, each of it again and again. */
final class Choices {

    private static final int BESIDE_PERCENT = 40;

    private final List<Family> lines;
    private final List<Family> parts;
    private final Random random;

    Choices(SwapPlan plan, List<Family> families, Random random) {
        this.random = random;
        List<Family> chosen =
                families.stream().filter(one -> plan.kinds().contains(one.kind())).toList();
        this.lines = chosen.stream().filter(Family::carriesLines).toList();
        this.parts = chosen.stream().filter(one -> !one.carriesLines()).toList();
    }

    /** A third of all are of what lines are made of. */
    Family family() {
        List<Family> some = parts.isEmpty() || random.nextInt(3) == 0 ? lines : parts;
        if (some.isEmpty()) {
            some = parts;
        }
        return some.get(random.nextInt(some.size()));
    }

    How how(Family family) {
        if (random.nextInt(100) < BESIDE_PERCENT) {
            return How.BESIDE;
        }
        List<How> others = new ArrayList<>(List.of(How.values()));
        others.remove(How.BESIDE);
        if (!family.canFail()) {
            others.remove(How.ROLLED_BACK);
        }
        if (!family.carriesLines()) {
            others.removeIf(How::forLines);
        }
        return others.get(random.nextInt(others.size()));
    }
}
