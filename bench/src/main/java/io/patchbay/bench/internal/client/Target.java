package io.patchbay.bench.internal.client;

/**
 * What was hoped for, and what came.
 *
 * @param name what is compared, for people
 * @param reached the value, usually a ratio of medians
 * @param limit what it should not exceed
 * @param aim whether it is only aimed at
 */
public record Target(String name, double reached, double limit, boolean aim) {

    /** Whether it was reached. */
    public boolean met() {
        return reached <= limit;
    }
}
