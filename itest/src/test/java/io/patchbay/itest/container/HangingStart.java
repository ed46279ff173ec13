package io.patchbay.itest.container;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The activator of a bundle that waits in its start for what never comes. */
public final class HangingStart implements BundleActivator {

    /** For the container. */
    public HangingStart() {}

    @Override
    public void start(BundleContext context) throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void stop(BundleContext context) {}
}
