package io.patchbay.audio;

/** A second-order filter (direct form I), designed as Robert Bristow-Johnson's cookbook has it. */
final class Biquad {

    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double x1;
    private double x2;
    private double y1;
    private double y2;

    private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) {
        this.b0 = b0 / a0;
        this.b1 = b1 / a0;
        this.b2 = b2 / a0;
        this.a1 = a1 / a0;
        this.a2 = a2 / a0;
    }

    /** Passes what lies between two frequencies; gain 1 in the middle. */
    static Biquad bandPass(double rate, double low, double high) {
        double middle = Math.sqrt(low * high);
        double w = 2 * Math.PI * middle / rate;
        double alpha = Math.sin(w) * (high - low) / (2 * middle);
        return new Biquad(alpha, 0, -alpha, 1 + alpha, -2 * Math.cos(w), 1 - alpha);
    }

    static Biquad lowPass(double rate, double frequency, double q) {
        double w = 2 * Math.PI * frequency / rate;
        double alpha = Math.sin(w) / (2 * q);
        double edge = 1 - Math.cos(w);
        return new Biquad(edge / 2, edge, edge / 2, 1 + alpha, -2 * Math.cos(w), 1 - alpha);
    }

    static Biquad highPass(double rate, double frequency, double q) {
        double w = 2 * Math.PI * frequency / rate;
        double alpha = Math.sin(w) / (2 * q);
        double edge = 1 + Math.cos(w);
        return new Biquad(edge / 2, -edge, edge / 2, 1 + alpha, -2 * Math.cos(w), 1 - alpha);
    }

    double next(double x) {
        double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
        x2 = x1;
        x1 = x;
        y2 = y1;
        y1 = y;
        return y;
    }

    /** Mean square of the filter's output over a frame. */
    double power(short[] pcm, int offset, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double y = next(pcm[offset + i]);
            sum += y * y;
        }
        return sum / length;
    }

    void reset() {
        x1 = 0;
        x2 = 0;
        y1 = 0;
        y2 = 0;
    }
}
