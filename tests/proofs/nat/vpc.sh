#!/bin/bash
# A VPC in network namespaces, this one being the NAT instance with its one interface. Says whose address each side saw.
#   vpc.sh USER_DATA SYSCTL_FILE UNIT_FILE
set -euo pipefail
user_data=$1 sysctl_file=$2 unit_file=$3
PATH=$PATH:/usr/sbin:/sbin

mount -t tmpfs none /run
for name in cloud task site; do ip netns add $name; done
within() { nsenter --net=/run/netns/"$1" "${@:2}"; }

# The cloud's router has an interface in each subnet, and one to the internet.
ip link add eth0 type veth peer name instance netns cloud
for name in task site; do ip -n $name link add eth0 type veth peer name $name netns cloud; done
ip addr add 10.64.128.5/20 dev eth0
ip -n task addr add 10.64.0.10/20 dev eth0
ip -n site addr add 198.51.100.2/24 dev eth0
ip -n site addr add 10.64.64.9/20 dev eth0
ip -n cloud addr add 10.64.128.1/20 dev instance
ip -n cloud addr add 10.64.0.1/20 dev task
ip -n cloud addr add 198.51.100.1/24 dev site
ip -n cloud addr add 10.64.64.1/20 dev site
ip link set eth0 up
for name in task site; do
  ip -n $name link set eth0 up
  ip -n $name link set lo up
done
for name in instance task site; do ip -n cloud link set $name up; done
ip route add default via 10.64.128.1
ip -n task route add default via 10.64.0.1
# Who is not translated could be answered, too: only the address that is seen tells.
ip -n site route add 10.64.0.0/20 via 10.64.64.1
ip -n site route add 10.64.128.0/20 via 198.51.100.1
within cloud sysctl --quiet net.ipv4.ip_forward=1
# The private subnet's route table: everything goes to the instance.
ip -n cloud rule add iif task lookup 100
ip -n cloud route add default via 10.64.128.5 table 100

# Not in a function: what is stopped in the end has to be the program itself.
nsenter --net=/run/netns/site python3 -c '
import socketserver
class Seen(socketserver.BaseRequestHandler):
    def handle(self): self.request.sendall(self.client_address[0].encode())
socketserver.TCPServer(("0.0.0.0", 8000), Seen).serve_forever()
' > /dev/null &
server=$!
trap 'kill $server' EXIT
until within site python3 -c 'import socket; socket.create_connection(("198.51.100.2", 8000), 1)' 2> /dev/null; do :; done

ask() {
  within task python3 - "$1" "$2" <<'PYTHON'
import socket, sys
try:
    seen = socket.create_connection((sys.argv[2], 8000), 2).recv(99).decode()
except OSError:
    seen = "nobody"
print(sys.argv[1], seen)
PYTHON
}

ask before 198.51.100.2
bash "$user_data" > /dev/null
ask internet 198.51.100.2
ask vpc 10.64.64.9
# As a machine that was stopped starts: without its first script.
nft flush ruleset
sysctl --quiet net.ipv4.ip_forward=0
ask stopped 198.51.100.2
sysctl --quiet --load="$sysctl_file"
$(sed -n 's/^ExecStart=//p' "$unit_file")
ask restarted 198.51.100.2
