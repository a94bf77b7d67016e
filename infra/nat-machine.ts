/** The machine that translates addresses for development: its size, and what it runs at its first start. */

/** The smallest there is, of ARM's; its disk is as large as the image's. */
export const NAT_MACHINE = { type: "t4g.nano", diskGiB: 8 } as const;

/** Amazon Linux 2023 as AWS publishes it in every region. Source: AL2023 user guide, "Launching AL2023 using the SSM parameter". */
export const NAT_IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/**
 * nftables' rules: what comes from the VPC leaves under the machine's own address, and what is for the VPC stays as it is. No
 * interface is named: there is one, and its name is the instance type's.
 */
export function natRules(cidrBlock: string): string {
  return `flush ruleset
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${cidrBlock} ip daddr != ${cidrBlock} masquerade
  }
}
`;
}

/**
 * The script of cloud-init. Forwarding and rules outlive a restart: cloud-init runs it once only. Source: VPC user guide, "NAT
 * instances", "Create a NAT AMI", whose iptables-services is nftables here; amazonlinux/amazon-linux-2023#404 (swap on nano sizes).
 */
export function natUserData(cidrBlock: string): string {
  return `#!/bin/bash
set -euo pipefail

echo 'net.ipv4.ip_forward = 1' > /etc/sysctl.d/90-nat.conf
sysctl --load=/etc/sysctl.d/90-nat.conf

cat > /etc/nat.nft <<'RULES'
${natRules(cidrBlock)}RULES

cat > /etc/systemd/system/nat.service <<'UNIT'
[Unit]
Description=Network address translation for the VPC
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file /etc/nat.nft

[Install]
WantedBy=multi-user.target
UNIT

# On half a gigabyte dnf is killed for want of memory.
dd if=/dev/zero of=/swapfile bs=16M count=32 status=none
chmod 600 /swapfile
mkswap /swapfile
swapon /swapfile
echo '/swapfile none swap defaults 0 0' >> /etc/fstab

# The machine reaches nothing before its address comes, some seconds after it.
until dnf install --assumeyes nftables; do sleep 5; done
systemctl daemon-reload
systemctl enable --now nat.service
`;
}
